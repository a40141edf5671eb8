internal import Models

extension Rule where Subject == FlowRunSubject {
  /// The lease of a deployment's slot stays with the run from state to state (contract §3.2.1).
  static let preserveDeploymentConcurrencyLeaseID = Rule(transform: "PreserveDeploymentConcurrencyLeaseId") {
    transition in
    guard let lease = transition.initial?.details.deploymentConcurrencyLeaseID else { return }
    transition.edit { state in
      if state.details.deploymentConcurrencyLeaseID == nil { state.details.deploymentConcurrencyLeaseID = lease }
    }
  }
}
