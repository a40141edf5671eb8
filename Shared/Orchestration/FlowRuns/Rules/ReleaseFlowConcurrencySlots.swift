internal import Models

extension Rule where Subject == FlowRunSubject {
  /// A run that is over, or that waits outside its process, holds no slot (contract §3.2.17).
  ///
  /// One that waits in its process for a retry keeps it. What is given back is what the run holds, and nothing else.
  static let releaseFlowConcurrencySlots = Rule(
    transform: "ReleaseFlowConcurrencySlots",
    after: { transition in
      guard transition.subject.slots.lease != nil, let initial = transition.initial?.type,
        let proposed = transition.proposed, !StateSet.holdingSlot.holds(proposed.type)
      else { return }
      switch initial {
      case .pending, .running, .cancelling:
        if transition.status == .reject, proposed.name == "AwaitingRetry" { return }
      default:
        // The slot was kept for a retry; another appointment does not put an end to that.
        if proposed.type == .scheduled { return }
      }
      transition.subject.slots.change = .release
    })
}

extension StateSet {
  /// The states of a run that occupies a slot of its deployment.
  static let holdingSlot: StateSet = [.pending, .running, .cancelling]
}
