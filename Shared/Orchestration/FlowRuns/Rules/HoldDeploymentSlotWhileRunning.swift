internal import Models
internal import Values

extension Rule where Subject == FlowRunSubject {
  /// A run that enters RUNNING without a slot of its deployment's limit takes one, wherever it comes from: after a crash, out
  /// of a pause, or straight from its schedule. The reference takes slots for PENDING only (contract §3.2.8), so that a run
  /// that comes back exceeds the limit.
  ///
  /// Whoever proposes RUNNING is a process that is alive, so without a free slot it is told to ask again. Only where the
  /// deployment cancels new runs, a run that was not under way is cancelled.
  static let holdDeploymentSlotWhileRunning = Rule(
    "HoldDeploymentSlotWhileRunning", from: .all.subtracting([.running, .cancelling]), to: .running
  ) { transition in
    let slots = transition.subject.slots
    guard let limit = slots.limit, slots.lease == nil, slots.change == .none else { return }
    guard limit.limit != 0 else { return transition.abort(zeroLimitReason) }
    if limit.hasFreeSlot {
      let lease = transition.renewedLease ?? slots.newLease
      let duration = transition.client.renewsLeases ? slots.leaseDuration : SlotTerms.endless
      transition.carry(lease: lease, .take(limit: limit.id, lease: lease, duration: duration))
    } else if slots.options.collisionStrategy == .cancelNew, !transition.isUnderWay {
      transition.reject(with: transition.stateWithoutSlot, noSlotReason)
    } else {
      transition.wait(seconds: slots.terms.deploymentWaitSeconds, noSlotReason)
    }
  }
}

extension Transition where Subject == FlowRunSubject {
  /// The lease that the process of a paused run knows and goes on renewing, though it ended with the pause.
  fileprivate var renewedLease: UUID? {
    initial?.type == .paused ? initial?.details.deploymentConcurrencyLeaseID : nil
  }

  /// Whether the run is paused, or waits in its process for a retry: it is not a new one.
  fileprivate var isUnderWay: Bool {
    initial?.type == .paused || initial?.type == .scheduled && subject.policy.retryType == .inProcess
  }
}
