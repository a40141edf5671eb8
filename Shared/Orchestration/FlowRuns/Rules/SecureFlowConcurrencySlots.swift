internal import Models
internal import Values

extension Rule where Subject == FlowRunSubject {
  /// A run of a deployment with a concurrency limit takes a slot before anything is provisioned for it; where none is
  /// free it waits or is cancelled (contract §3.2.8).
  static let secureFlowConcurrencySlots = Rule(
    "SecureFlowConcurrencySlots", from: .all.subtracting([.pending, .running, .cancelling]), to: .pending,
    before: { transition in
      let slots = transition.subject.slots
      guard transition.subject.deploymentID != nil, !transition.client.knowsNoAwaitingConcurrencySlot else { return }
      guard slots.isDeploymentThere else { return transition.abort("Deployment not found.") }
      guard let limit = slots.limit else { return }
      guard limit.limit != 0 else {
        transition.abort(zeroLimitReason)
        return
      }
      if let lease = slots.lease {
        // It waited for its retry with its slot, and does not compete with itself.
        transition.carry(lease: lease, .renew(slots.leaseDuration))
      } else if limit.hasFreeSlot {
        let taken = SlotChange.take(limit: limit.id, lease: slots.newLease, duration: slots.leaseDuration)
        transition.carry(lease: slots.newLease, taken)
      } else {
        transition.reject(with: transition.stateWithoutSlot, noSlotReason)
      }
    },
    cleanUp: { transition in
      transition.carry(lease: nil, .none)
    })
}

/// Why a run is refused whose deployment has a limit of 0.
let zeroLimitReason = "The deployment concurrency limit is 0. The flow will deadlock if submitted again."
/// Why a run is refused for which no slot is free.
let noSlotReason = "Deployment concurrency limit reached."

extension Transition where Subject == FlowRunSubject {
  /// Names the run's lease in the state that is proposed, and says what becomes of it.
  mutating func carry(lease: UUID?, _ change: SlotChange) {
    edit { $0.details.deploymentConcurrencyLeaseID = lease }
    subject.slots.change = change
  }

  /// What a run becomes for which there is no slot.
  var stateWithoutSlot: State {
    switch subject.slots.options.collisionStrategy {
    case .enqueue:
      substitute(
        .scheduled, name: "AwaitingConcurrencySlot",
        details: StateDetails(scheduledTime: now + subject.slots.terms.deploymentWait))
    case .cancelNew:
      substitute(.cancelled, message: noSlotReason)
    }
  }
}

extension ClientVersions {
  /// The first clients of 3.0 stumble over a run that waits for a slot.
  fileprivate var knowsNoAwaitingConcurrencySlot: Bool {
    client.map { $0 >= Version(3, 0, 0) && $0 <= Version(3, 0, 3) } ?? false
  }

  /// Whether the client keeps its leases by renewing them; one that doesn't say counts as old.
  var renewsLeases: Bool {
    client.map { $0 >= Version(3, 4, 11) } ?? false
  }
}
