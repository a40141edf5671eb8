internal import Models

extension Rule where Subject == FlowRunSubject {
  /// A run that has ended is not handed out. One that was cancelled is refused by `preventPendingTransitions`.
  ///
  /// A worker proposes PENDING for a run that it was offered while that was SCHEDULED. If the proposal is on its way for longer
  /// than another worker takes to play the run, the reference accepts it, and the run is played twice. Whoever wants a
  /// run to be played again schedules it.
  static let preventPendingAfterEnd = Rule(
    "PreventPendingAfterEnd", from: [.completed, .failed, .crashed], to: .pending
  ) { transition in
    guard let initial = transition.initial, transition.subject.deploymentID != nil,
      transition.subject.slots.isDeploymentThere
    else { return }
    transition.abort("Run is already in terminal state \(initial.type.rawValue).")
  }
}
