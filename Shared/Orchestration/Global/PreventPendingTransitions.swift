internal import Models

extension Rule {
  /// Of all that want to start a run one gets it: this is the lock between workers (contract §3.2.6).
  static var preventPendingTransitions: Rule {
    Rule("PreventPendingTransitions", from: [.pending, .cancelling, .running, .cancelled], to: .pending) { transition in
      guard let initial = transition.initial, let proposed = transition.proposed else { return }
      // The holder may go on to another stage of pending, under another name.
      if initial.type == .pending, proposed.name != initial.name, proposed.name != StateType.pending.defaultName {
        transition.edit { state in
          state.details.scheduledTime = initial.details.scheduledTime
          state.details.deploymentConcurrencyLeaseID = initial.details.deploymentConcurrencyLeaseID
        }
        return
      }
      transition.abort("This run is in a \(initial.type.rawValue) state and cannot transition to a PENDING state.")
    }
  }
}
