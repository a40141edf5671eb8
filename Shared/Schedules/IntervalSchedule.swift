public import Values

/// Runs at a fixed distance from each other (contract §4.1, §7.9).
///
/// Whole days of the interval are days on the zone's calendar, so a daily run keeps its wall time when the clocks change;
/// what is left of the interval is elapsed time. The first date is reached from the anchor in elapsed time.
public struct IntervalSchedule: Sendable, Hashable {
  /// More than zero.
  public let interval: Duration
  public let anchor: Timestamp
  public let zone: ZoneRules

  /// - Returns: nil for an interval that is not positive.
  public init?(interval: Duration, anchor: Timestamp, zone: ZoneRules) {
    guard interval.wholeMicroseconds > 0 else { return nil }
    self.interval = interval
    self.anchor = anchor
    self.zone = zone
  }

  /// The dates from `start` on, endlessly; found in constant time however old the anchor is.
  public func dates(from start: Timestamp) -> Dates {
    Dates(schedule: self, start: start)
  }

  public struct Dates: Sequence, IteratorProtocol, Sendable {
    private let zone: ZoneRules
    private let days: Int64
    private let rest: Int64
    private var upcoming: Timestamp

    init(schedule: IntervalSchedule, start: Timestamp) {
      let length = schedule.interval.wholeMicroseconds
      zone = schedule.zone
      days = length / 86_400_000_000
      rest = length % 86_400_000_000
      // Rounded towards the anchor: before it, this is the first date already.
      let steps = (start - schedule.anchor).wholeMicroseconds / length
      upcoming = Timestamp(microseconds: schedule.anchor.microseconds + steps * length)
      while upcoming < start { upcoming = following(upcoming) }
    }

    public mutating func next() -> Timestamp? {
      let date = upcoming
      repeat { upcoming = following(upcoming) } while upcoming <= date
      return date
    }

    private func following(_ date: Timestamp) -> Timestamp {
      guard days > 0 else { return Timestamp(microseconds: date.microseconds + rest) }
      var local = zone.local(date)
      let day = CivilTime.day(ofYear: local.year, month: local.month, day: local.day) + days
      (local.year, local.month, local.day) = CivilTime.date(ofDay: day)
      let moved =
        switch zone.resolve(local) {
        case .unique(let moment): moment
        case .ambiguous(_, let second): second
        case .skipped(let before, _): before
        }
      return Timestamp(microseconds: moved.microseconds + rest)
    }
  }
}
