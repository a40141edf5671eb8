public import Values

/// Runs at the times of a cron expression on the clock of a place (contract §4.1).
///
/// The expression is looked at in wall time. A match that the clocks skip is read with the offset of after the change, so
/// it lies before it; one that comes twice is taken the first time. No date comes twice.
public struct CronSchedule: Sendable, Hashable {
  public let expression: CronExpression
  /// Whether one of day of month and day of week is enough where both are given.
  public let dayOr: Bool
  public let zone: ZoneRules

  public init(_ expression: CronExpression, dayOr: Bool = true, zone: ZoneRules) {
    self.expression = expression
    self.dayOr = dayOr
    self.zone = zone
  }

  /// The dates from `start` on, rounded up to a second, as far as matches are found.
  public func dates(from start: Timestamp) -> DistinctDates<Matches> {
    let whole = Timestamp(microseconds: -(-start.microseconds).flooredDivision(by: 1_000_000) * 1_000_000)
    let wall = zone.local(whole - .seconds(1)).timestamp.microseconds.flooredDivision(by: 1_000_000)
    return DistinctDates(Matches(expression: expression, dayOr: dayOr, wall: wall), zone: zone)
  }

  /// Wall times, in seconds, that match.
  public struct Matches: Sequence, IteratorProtocol, Sendable {
    let expression: CronExpression
    let dayOr: Bool
    var wall: Int64

    public mutating func next() -> Int64? {
      guard let match = expression.next(after: wall, dayOr: dayOr) else { return nil }
      wall = match
      return match
    }
  }
}
