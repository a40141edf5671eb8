internal import Models

extension Rule where Subject == FlowRunSubject {
  /// A run that is late where new ones are cancelled for want of a slot does not wait for one (contract §3.3).
  static let enforceDeploymentConcurrencyOnLate = Rule(
    "EnforceDeploymentConcurrencyOnLate", from: .scheduled, to: .scheduled
  ) { transition in
    let slots = transition.subject.slots
    guard transition.proposed?.name == "Late", slots.options.collisionStrategy == .cancelNew,
      let limit = slots.limit, limit.occupied >= limit.limit
    else { return }
    let cancelled = transition.substitute(.cancelled, message: "Deployment concurrency limit reached.")
    transition.reject(
      with: cancelled, "Deployment concurrency limit is full and uses the CANCEL_NEW strategy.")
  }
}
