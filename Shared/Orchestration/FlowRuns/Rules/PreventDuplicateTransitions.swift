internal import Models

extension Rule where Subject == FlowRunSubject {
  /// A request that was sent twice changes the state once (contract §3.2.2).
  ///
  /// The reference compares the run's latest state only, so that a copy of a request that arrives when the run is already
  /// further makes it start again.
  static let preventDuplicateTransitions = Rule("PreventDuplicateTransitions", from: .states, to: .states) {
    transition in
    guard let proposed = transition.proposed?.details.transitionID,
      proposed == transition.initial?.details.transitionID || transition.subject.isTransitionMade
    else { return }
    transition.reject(with: nil, "This run has already made this state transition.")
  }
}
