internal import Models

extension Rule where Subject == FlowRunSubject {
  /// A request that was sent twice changes the state once (contract §3.2.2).
  static let preventDuplicateTransitions = Rule("PreventDuplicateTransitions", from: .states, to: .states) {
    transition in
    guard let known = transition.initial?.details.transitionID,
      known == transition.proposed?.details.transitionID
    else { return }
    transition.reject(with: nil, "This run has already made this state transition.")
  }
}
