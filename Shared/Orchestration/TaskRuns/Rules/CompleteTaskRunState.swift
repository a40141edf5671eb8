internal import Models

/// The parts of the global policy that are of task runs alone (contract §3.5).
extension Rule where Subject == TaskRunSubject {
  static let updateTaskRunStateDetails = Rule(transform: "UpdateStateDetails") { transition in
    let subject = transition.subject
    transition.edit { state in
      state.details.flowRunID = subject.flowRunID
      state.details.taskRunID = subject.id
    }
  }

  static let incrementTaskRunCount = Rule(transform: "IncrementTaskRunCount", to: .running) { transition in
    guard transition.proposed?.type == .running else { return }
    transition.timing.runCount += 1
  }
}
