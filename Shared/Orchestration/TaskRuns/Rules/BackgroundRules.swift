internal import Models

/// What holds for background task runs alone (contract §3.4).
extension Rule where Subject == TaskRunSubject {
  /// The parameters that a client stored for a run are found from its later states too.
  static let copyTaskParametersID = Rule(
    "CopyTaskParametersID", from: [.scheduled, .pending], to: [.pending, .running]
  ) { transition in
    let id = transition.initial?.details.taskParametersID
    transition.edit { state in
      if state.details.taskParametersID == nil { state.details.taskParametersID = id }
    }
  }

  /// A background run that is scheduled waits for a task worker, those that are tried again before the others.
  static let enqueueScheduledTasks = Rule(
    "EnqueueScheduledTasks", from: .all, to: .scheduled,
    after: { transition in
      guard let state = transition.proposed, state.details.deferred == true else { return }
      transition.subject.queue = state.name == "AwaitingRetry" ? .retry : .scheduled
    })
}
