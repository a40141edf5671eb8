public import Values

/// What is known of the way that heartbeats take into the database, all times by the database's clock.
///
/// Silence can only be measured while events are taken: an outage of the gateways or of the database makes all runs silent.
public struct EventIntake: Sendable, Hashable {
  /// When this was read.
  public var now: Timestamp
  /// Since when events have been taken without an interruption.
  public var since: Timestamp
  /// How long ago events may have come in that are not committed yet.
  public var lag: Duration

  public init(now: Timestamp, since: Timestamp, lag: Duration) {
    self.now = now
    self.since = since
    self.lag = lag
  }

  /// The same for an observer that itself began, or lost sight, at a later moment.
  public func observed(since moment: Timestamp) -> EventIntake {
    EventIntake(now: now, since: max(since, moment), lag: lag)
  }

  /// Whether more than a time has passed without an interruption since a moment, apart from what may be on its way.
  func hasPassed(_ time: Duration, since moment: Timestamp) -> Bool {
    now - max(moment, since) > time + lag
  }
}
