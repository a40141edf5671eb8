internal import JSON
internal import Models
internal import Values

extension Rule where Subject == FlowRunSubject {
  /// Who may pause or suspend, and only once under each key (contract §3.2.11).
  static let handlePausingFlows = Rule(
    "HandlePausingFlows", from: .all, to: .paused,
    before: { transition in
      guard let proposed = transition.proposed else { return }
      let verb = proposed.name == "Suspended" ? "suspend" : "pause"
      guard let initial = transition.initial else {
        transition.abort("Cannot \(verb) flows with no state.")
        return
      }
      guard initial.type == .running else {
        transition.reject(with: nil, "Cannot \(verb) flows that are not currently running.")
        return
      }
      if let key = proposed.details.pauseKey, transition.subject.policy.pauseKeys?.contains(key) == true {
        transition.reject(with: nil, "This \(verb) has already fired.")
        return
      }
      guard proposed.details.pauseReschedule else { return }
      if transition.subject.parentTaskRunID != nil {
        transition.abort("Cannot \(verb) subflows.")
      } else if transition.subject.deploymentID == nil {
        transition.abort("Cannot \(verb) flows without a deployment.")
      }
    },
    after: { transition in
      guard let proposed = transition.proposed else { return }
      // A pause that names no key is told from others all the same.
      let key = proposed.details.pauseKey ?? "\(proposed.id)"
      transition.subject.policy.pauseKeys = (transition.subject.policy.pauseKeys ?? []) + [key]
      // The pause fires for the first time: what lies under the keys of its input is of an earlier attempt of the run.
      guard let inputs = proposed.details.runInputKeyset?.document()?.root else { return }
      transition.subject.staleInputKeys = inputs.members.compactMap { $0.value.text }
    })

  /// Where a paused run may go, and that it was not left too long (contract §3.2.12).
  static let handleResumingPausedFlows = Rule(
    "HandleResumingPausedFlows", from: .paused, to: .all,
    before: { transition in
      guard let initial = transition.initial, let proposed = transition.proposed else { return }
      guard [.running, .scheduled, .cancelling].contains(proposed.type) || proposed.type.isFinal else {
        transition.reject(
          with: nil,
          "This run cannot transition to the StateType.\(proposed.type.rawValue) state from the "
            + "StateType.\(initial.type.rawValue) state.")
        return
      }
      let name = (proposed.name.isEmpty ? proposed.type.rawValue : proposed.name).lowercased()
      if initial.details.pauseReschedule, transition.subject.deploymentID == nil {
        transition.reject(with: nil, "Cannot reschedule a \(name) flow run without a deployment.")
        return
      }
      if proposed.type == .cancelling { return }
      if let timeout = initial.details.pauseTimeout, timeout < transition.now {
        let failed = transition.substitute(.failed, message: "The flow was \(name) and never resumed.")
        let verb = proposed.name == "Suspended" ? "suspend" : "pause"
        transition.reject(with: failed, "The flow run \(verb) has timed out and can no longer resume.")
      }
    },
    after: { transition in
      // The process that paused goes on by itself. That its run is scheduled means that it is gone: a new attempt starts
      // from the beginning, and every pause fires again. A run that was suspended passes the pauses it had.
      let startsAgain = transition.initial?.details.pauseReschedule == false && transition.proposed?.type == .scheduled
      guard startsAgain, transition.client.speaks(0, 8, 4) else {
        transition.subject.policy.resuming = true
        return
      }
      transition.subject.policy.resuming = false
      transition.subject.policy.pauseKeys = []
      transition.subject.policy.retryType = .reschedule
    })
}
