internal import Models

extension Rule where Subject == TaskRunSubject {
  /// What may follow the end of a task run (contract §3.4.2).
  static let handleTaskTerminalStateTransitions = Rule(
    "HandleTaskTerminalStateTransitions", from: .final, to: .states,
    before: { transition in
      guard let initial = transition.initial, let proposed = transition.proposed else { return }
      if [.cancelling, .paused, .crashed].contains(proposed.type) {
        transition.abort("Run is already \(initial.type.rawValue).")
        return
      }
      if initial.type == .completed, initial.hasPersistedData {
        transition.reject(with: nil, "This run is already completed.")
        return
      }
      guard !proposed.type.isFinal else { return }
      transition.timing.runCount = 0
      if proposed.type == .running, transition.subject.flowRunRunCount < transition.subject.flowRunRunCountNow {
        transition.edit { $0.name = "Retrying" }
      }
    },
    cleanUp: { transition in
      transition.timing.runCount = transition.subject.initialRunCount
    })
}
