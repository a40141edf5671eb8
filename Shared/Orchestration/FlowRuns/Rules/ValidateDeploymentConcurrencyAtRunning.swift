internal import Models
internal import Values

extension Rule where Subject == FlowRunSubject {
  /// A run that was pending for longer than its lease gets another slot, or ends (contract §3.2.7).
  static let validateDeploymentConcurrencyAtRunning = Rule(
    "ValidateDeploymentConcurrencyAtRunning", from: .pending, to: .running
  ) { transition in
    let known = transition.initial?.details.deploymentConcurrencyLeaseID
    transition.edit { $0.details.deploymentConcurrencyLeaseID = known }
    let slots = transition.subject.slots
    guard known != nil, transition.client.renewsLeases, let limit = slots.limit else { return }
    if slots.lease != nil {
      transition.subject.slots.change = .renew(slots.leaseDuration)
    } else if limit.hasFreeSlot {
      let taken = SlotChange.take(limit: limit.id, lease: slots.newLease, duration: slots.leaseDuration)
      transition.carry(lease: slots.newLease, taken)
    } else {
      let cancelled = transition.substitute(
        .cancelled,
        message: "Deployment concurrency slot lost during provisioning - no slots available to continue execution")
      transition.reject(with: cancelled, "Deployment concurrency limit reached after lease expiry.")
    }
  }

  /// A client that can't renew its lease keeps the slot for as long as the run goes on (contract §3.2.9).
  static let keepDeploymentConcurrencyLeaseForOldClients = Rule(
    "RemoveDeploymentConcurrencyLeaseForOldClientVersions", from: .pending, to: [.running, .cancelling],
    after: { transition in
      guard !transition.client.renewsLeases, transition.subject.slots.lease != nil else { return }
      transition.subject.slots.change = .renew(SlotTerms.endless)
    })
}
