internal import Store

/// How triggers are evaluated.
struct TriggerSettings: Sendable {
  /// How often proactive triggers are evaluated.
  var granularity: Duration
  /// How long a bucket is kept after its end.
  var expiredBucketBuffer: Duration
  /// How many firings in a minute that an automation causes itself stop it.
  var loopLimit: Int
  /// Whether metric triggers are evaluated.
  var metricTriggers: Bool
}

/// What of the database the evaluation of triggers uses.
struct TriggerDatabase: Sendable {
  let shares: TriggerShareRepository
  let memory: TriggerMemoryRepository
  let steps: TriggerStepRepository
  let order: EventOrderRepository
  let automations: AutomationRepository
  let metrics: MetricRepository
  let feed: @Sendable (EventNames?) -> CommittedFeed<FeedEvent>
  /// Whether it can be reached and is migrated.
  let isReady: @Sendable () -> Bool
}
