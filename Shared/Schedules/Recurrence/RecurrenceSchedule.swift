public import Values

/// Runs by a recurrence on the clock of a place: wall times in it are that clock's, whatever zone its text names
/// (contract §4.1). What the clocks skip or show twice is read as with `CronSchedule`.
public struct RecurrenceSchedule: Sendable, Hashable {
  public let recurrence: RecurrenceSet
  public let zone: ZoneRules

  public init(_ recurrence: RecurrenceSet, zone: ZoneRules) {
    self.recurrence = recurrence
    self.zone = zone
  }

  /// The dates from `start` to `end`.
  public func dates(from start: Timestamp, through end: Timestamp) -> DistinctDates<RecurrenceSet.Occurrences> {
    let walls = recurrence.occurrences(
      from: wall(start, .seconds(-RecurrenceSchedule.margin)),
      through: wall(end, .seconds(RecurrenceSchedule.margin)))
    return DistinctDates(walls, zone: zone, from: start)
  }

  /// No zone's clocks are ever changed by more than a day.
  private static let margin: Int64 = 26 * 3600

  /// The wall time at a moment, moved where the clocks change about it so far that no date is missed.
  private func wall(_ moment: Timestamp, _ margin: Duration) -> Int64 {
    let offset = zone.offset(at: moment)
    let isSteady = zone.offset(at: moment + margin) == offset && zone.offset(at: moment - margin) == offset
    let local = isSteady ? moment : moment + margin
    return zone.local(local).timestamp.microseconds.flooredDivision(by: 1_000_000)
  }
}
