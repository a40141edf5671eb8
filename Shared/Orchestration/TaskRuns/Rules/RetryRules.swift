internal import Models
internal import Values

extension Rule where Subject == TaskRunSubject {
  /// A task run that has retries left waits for the next instead of failing (contract §3.4.7).
  static let retryFailedTasks = Rule("RetryFailedTasks", from: .running, to: .failed) { transition in
    guard let proposed = transition.proposed, proposed.details.retriable != false else { return }
    let policy = transition.subject.policy
    guard let retries = policy.retries, transition.timing.runCount <= retries else { return }
    var delay = policy.retryDelay?.wait(beforeTry: transition.timing.runCount) ?? .zero
    if let jitter = policy.retryJitterFactor, jitter > 0 {
      var chance = TransitionChance(proposed.id)
      let seconds = ClampedPoisson.interval(mean: delay.inSeconds, clampedBy: jitter, using: &chance)
      delay = SpanText.span(seconds: seconds) ?? delay
    }
    var awaiting = transition.substitute(.scheduled, name: "AwaitingRetry", message: proposed.message)
    awaiting.data = proposed.data
    awaiting.details.scheduledTime = transition.now + delay
    transition.reject(with: awaiting, "Retrying")
  }

  /// A run that is not the first says so in its name (contract §3.4.8).
  static let renameReruns = Rule("RenameReruns", from: .all, to: .running) { transition in
    guard let initial = transition.initial, transition.timing.runCount > 0 else { return }
    let name = initial.name == "AwaitingRetry" ? "Retrying" : "Rerunning"
    transition.edit { $0.name = name }
  }

  static let updateFlowRunTrackerOnTasks = Rule(
    "UpdateFlowRunTrackerOnTasks", from: .all, to: .running,
    after: { transition in
      transition.subject.flowRunRunCount = transition.subject.flowRunRunCountNow
    })
}
