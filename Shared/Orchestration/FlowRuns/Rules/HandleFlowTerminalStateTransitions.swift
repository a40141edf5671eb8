internal import JSON
internal import Models

extension Rule where Subject == FlowRunSubject {
  /// What may follow the end of a run (contract §3.2.3).
  static let handleFlowTerminalStateTransitions = Rule(
    "HandleFlowTerminalStateTransitions", from: .final, to: .states,
    before: { transition in
      guard let initial = transition.initial, let proposed = transition.proposed else { return }
      if [.cancelling, .paused, .crashed].contains(proposed.type) {
        transition.abort("Run is already in terminal state \(initial.type.rawValue).")
        return
      }
      if initial.type == .completed, initial.hasPersistedData {
        if !proposed.type.isFinal {
          transition.reject(with: nil, "Run is already COMPLETED.")
          return
        }
        if proposed.losesResult {
          transition.reject(with: nil, losesResultReason)
          return
        }
      }
      if proposed.type == .scheduled, transition.subject.deploymentID == nil {
        transition.abort("Cannot reschedule a run without an associated deployment.")
        return
      }
      if !proposed.type.isFinal, transition.client.speaks(0, 8, 4) {
        transition.subject.policy.resuming = false
        transition.subject.policy.pauseKeys = []
        transition.subject.policy.retryType = proposed.type == .scheduled ? .reschedule : nil
      }
    },
    cleanUp: { transition in
      transition.subject.policy = transition.subject.initialPolicy
    })

  /// The same protection for transitions that are forced (contract §3.3).
  static let preventResultDataLoss = Rule("PreventResultDataLoss", from: .final, to: .final) { transition in
    guard let initial = transition.initial, initial.type == .completed, initial.hasPersistedData,
      transition.proposed?.losesResult == true
    else { return }
    transition.reject(with: nil, losesResultReason)
  }
}

private let losesResultReason =
  "Cannot overwrite a COMPLETED state that carries persisted result data with one that does not."

extension State {
  /// Whether writing this state over a completed one with a result would lose that. An empty object counts as a result.
  fileprivate var losesResult: Bool {
    guard type == .completed else { return false }
    guard let root = data?.document()?.root, root.kind == .object else { return true }
    return root["type" as StaticString]?.text == "unpersisted"
  }
}
