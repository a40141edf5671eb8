internal import Models
internal import Values

/// What is remembered of a metric trigger: on which side its value counts as being, and since when it is on the other one.
///
/// It is kept in a bucket of the trigger that never ends: Prefect has no table for it.
struct MetricState: Sendable, Hashable {
  /// Whether the trigger has fired and not yet resolved.
  var isTriggered = false
  /// Since when the value would turn that round, without a break.
  var turnsSince: Timestamp?

  private static let turns = "metric[turns]"
  private static let holds = "metric[holds]"

  init() {}

  init(_ bucket: Bucket) {
    isTriggered = bucket.count > 0
    turnsSince = bucket.lastOperation == MetricState.turns ? bucket.start : nil
  }

  /// - Parameter moment: When it was looked at.
  func bucket(at moment: Timestamp) -> Bucket {
    Bucket(
      start: turnsSince ?? moment, end: .lastWritten, count: isTriggered ? 1 : 0,
      lastOperation: turnsSince == nil ? MetricState.holds : MetricState.turns)
  }

  /// Takes a new value into account.
  ///
  /// - Parameter value: Nil if there were no runs to measure: that neither triggers nor resolves.
  /// - Returns: What the trigger turns to, if the value has been on the other side for long enough.
  mutating func take(_ value: Double?, at moment: Timestamp, for trigger: MetricTrigger) -> TriggerState? {
    guard let value, trigger.comparison.holds(value, trigger.threshold) != isTriggered else {
      turnsSince = nil
      return nil
    }
    let since = min(turnsSince ?? moment, moment)
    guard since + trigger.firingFor <= moment else {
      turnsSince = since
      return nil
    }
    isTriggered.toggle()
    turnsSince = nil
    return isTriggered ? .triggered : .resolved
  }
}
