public import Models
public import Values

/// Which bucket: one for each automation, event trigger and combination of `for_each` values.
public struct BucketKey: Sendable, Hashable {
  public var automation: UUID
  public var trigger: UUID
  /// The values of the `for_each` labels, sorted by label; "" for a label that is missing.
  public var labels: [String]

  public init(automation: UUID, trigger: UUID, labels: [String]) {
    self.automation = automation
    self.trigger = trigger
    self.labels = labels
  }
}

/// A window of time in which an event trigger counts events (contract §6.6).
public struct Bucket: Sendable, Hashable {
  public var start: Timestamp
  /// Exclusive.
  public var end: Timestamp
  public var count: Int
  public var lastEvent: ReceivedEvent?
  /// What last changed it, in Prefect's words.
  public var lastOperation: String?
  public var triggeredAt: Timestamp?

  public init(
    start: Timestamp, end: Timestamp, count: Int, lastEvent: ReceivedEvent? = nil, lastOperation: String? = nil,
    triggeredAt: Timestamp? = nil
  ) {
    self.start = start
    self.end = end
    self.count = count
    self.lastEvent = lastEvent
    self.lastOperation = lastOperation
    self.triggeredAt = triggeredAt
  }
}

/// An expected event that a proactive trigger with `after` keeps for windows that open later (contract §10).
public struct HeldEvent: Sendable, Hashable {
  public var event: UUID
  public var occurred: Timestamp

  public init(event: UUID, occurred: Timestamp) {
    self.event = event
    self.occurred = occurred
  }
}

/// Which compound or sequence trigger.
public struct GroupKey: Sendable, Hashable {
  public var automation: UUID
  public var trigger: UUID

  public init(automation: UUID, trigger: UUID) {
    self.automation = automation
    self.trigger = trigger
  }
}

/// What triggers remember between events, as far as one step needs it. The difference of two is what a step writes.
public struct TriggerMemory: Sendable, Equatable {
  public var buckets: [BucketKey: Bucket]
  public var held: [BucketKey: [HeldEvent]]
  /// The firings that wait for others, by the child that fired.
  public var childFirings: [GroupKey: [UUID: Firing]]

  public init(
    buckets: [BucketKey: Bucket] = [:], held: [BucketKey: [HeldEvent]] = [:],
    childFirings: [GroupKey: [UUID: Firing]] = [:]
  ) {
    self.buckets = buckets
    self.held = held
    self.childFirings = childFirings
  }
}
