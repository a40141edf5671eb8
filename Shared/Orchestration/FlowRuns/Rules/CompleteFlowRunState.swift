internal import Models

/// The parts of the global policy that are of flow runs alone (contract §3.5).
extension Rule where Subject == FlowRunSubject {
  static let updateFlowRunStateDetails = Rule(transform: "UpdateStateDetails") { transition in
    let subject = transition.subject
    transition.edit { state in
      state.details.flowRunID = subject.id
      if let parent = subject.parentTaskRunID { state.details.taskRunID = parent }
    }
  }

  /// A run that resumes goes on with the count it had.
  static let incrementFlowRunCount = Rule(transform: "IncrementFlowRunCount", to: .running) { transition in
    guard transition.proposed?.type == .running else { return }
    if transition.client.speaks(0, 8, 4), transition.subject.policy.resuming == true { return }
    transition.timing.runCount += 1
  }

  static let removeResumingIndicator = Rule(transform: "RemoveResumingIndicator") { transition in
    guard let type = transition.proposed?.type, type == .running || type.isFinal, transition.client.speaks(0, 8, 4),
      transition.subject.policy.resuming == true
    else { return }
    transition.subject.policy.resuming = false
  }
}
