internal import Models

extension Rule where Subject == FlowRunSubject {
  /// No more runs are PENDING or RUNNING than the limits of their work queue and work pool allow. A poll hands out no more than
  /// that either, but polls know nothing of each other: what counts is who becomes PENDING first.
  ///
  /// A worker that proposes PENDING gives up; the run stays as it is, and polls hand it out once there is room. A process
  /// that proposes RUNNING is alive, and is told to ask again.
  static let keepWithinQueueLimits = Rule(
    "KeepWithinQueueLimits", from: .all.subtracting([.pending, .running, .cancelling]), to: [.pending, .running],
    before: { transition in
      guard let capacity = transition.subject.capacity else { return }
      if capacity.hasRoom {
        transition.subject.takesCapacity = true
      } else if transition.proposed?.type == .pending {
        transition.abort(capacity.refusal)
      } else {
        transition.wait(seconds: transition.subject.slots.terms.deploymentWaitSeconds, capacity.refusal)
      }
    },
    cleanUp: { transition in
      transition.subject.takesCapacity = false
    })
}
