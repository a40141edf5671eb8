public import Values

/// Runs at the times of a cron expression on the clock of a place (contract §4.1, §10).
///
/// The expression is matched with wall times. One that the clocks skip is read with the offset of before the change, so it
/// lies as far behind the change; one that comes twice is taken the first time. No date comes twice, and which dates there
/// are does not depend on the start.
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

  /// The dates from `start` on, as far as matches are found.
  public func dates(from start: Timestamp) -> CronDates {
    CronDates(schedule: self, start: start)
  }

  /// What a match on the clock means.
  func moment(wallSecond: Int64) -> Timestamp {
    switch zone.resolve(CivilTime(Timestamp(microseconds: wallSecond * 1_000_000))) {
    case .unique(let moment): moment
    case .ambiguous(let first, _): first
    case .skipped(let before, _): before
    }
  }
}
