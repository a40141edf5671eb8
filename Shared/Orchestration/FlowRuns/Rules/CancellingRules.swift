internal import Models

extension Rule where Subject == FlowRunSubject {
  /// A run that is being cancelled can only become cancelled (contract §3.2.4).
  static let enforceCancellingToCancelledTransition = Rule(
    "EnforceCancellingToCancelledTransition", from: .cancelling, to: .all.subtracting(.cancelled)
  ) { transition in
    transition.reject(
      with: nil, "Cannot transition flows that are cancelling to a state other than Cancelled.")
  }

  /// Where nothing runs, there is nobody to wait for: the run is cancelled at once (contract §3.2.5).
  static let bypassCancellingFlowRunsWithNoInfrastructure = Rule(
    "BypassCancellingFlowRunsWithNoInfra", from: [.scheduled, .paused], to: .cancelling
  ) { transition in
    guard let initial = transition.initial else { return }
    let hasInfrastructure = transition.subject.infrastructurePID?.isEmpty == false
    if initial.type == .scheduled && !hasInfrastructure || initial.name == "Resuming" {
      transition.reject(
        with: transition.substitute(.cancelled), "Scheduled flow run has no infrastructure to terminate.")
    } else if initial.type == .paused, initial.details.pauseReschedule {
      transition.reject(
        with: transition.substitute(.cancelled), "Suspended flow run has no infrastructure to terminate.")
    }
  }
}
