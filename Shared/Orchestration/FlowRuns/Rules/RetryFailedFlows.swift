internal import Models
internal import Values

extension Rule where Subject == FlowRunSubject {
  /// A run that has retries left waits for the next instead of failing (contract §3.2.15).
  static let retryFailedFlows = Rule("RetryFailedFlows", from: .running, to: .failed) { transition in
    guard let initial = transition.initial, let proposed = transition.proposed else { return }
    guard let retries = transition.subject.policy.retries, transition.timing.runCount <= retries else {
      transition.subject.policy.retryType = nil
      return
    }
    if transition.client.speaks(0, 8, 4) {
      transition.subject.policy.resuming = false
      transition.subject.policy.pauseKeys = []
      transition.subject.policy.retryType = .inProcess
    }
    let due = transition.now + .seconds(transition.subject.policy.retryDelay ?? 0)
    if !transition.client.speaks(0, 8, 3) { transition.subject.failedTaskRunsDue = due }
    var awaiting = transition.substitute(.scheduled, name: "AwaitingRetry", message: proposed.message)
    awaiting.data = proposed.data
    awaiting.details.scheduledTime = due
    awaiting.details.deploymentConcurrencyLeaseID = initial.details.deploymentConcurrencyLeaseID
    transition.reject(with: awaiting, "Retrying")
  }
}
