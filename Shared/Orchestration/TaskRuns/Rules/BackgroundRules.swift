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
}
