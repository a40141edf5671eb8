public import Values

/// Runs at a fixed distance from each other (contract §4.1, §7.9).
///
/// An interval of a day or more is added on the zone's clock, so a daily run keeps its wall time when the clocks change; a
/// shorter one is elapsed time. The first date is reached from the anchor in elapsed time. What the clock shows decides
/// whether a date lies before the start, and no wall time comes twice.
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

  /// The dates from `start` on; found in constant time however old the anchor is.
  public func dates(from start: Timestamp) -> Dates {
    Dates(schedule: self, start: start)
  }

  public struct Dates: Sequence, IteratorProtocol, Sendable {
    private let zone: ZoneRules
    private let length: Int64
    private var upcoming: Timestamp
    private var seen: Set<CivilTime> = []
    private var tries = 0

    init(schedule: IntervalSchedule, start: Timestamp) {
      length = schedule.interval.wholeMicroseconds
      zone = schedule.zone
      // Rounded towards the anchor: before it, this is the first date already.
      let steps = (start - schedule.anchor).wholeMicroseconds / length
      upcoming = Timestamp(microseconds: schedule.anchor.microseconds + steps * length)
      let first = zone.local(start).timestamp
      while zone.local(upcoming).timestamp < first { upcoming = following(upcoming) }
    }

    public mutating func next() -> Timestamp? {
      while tries < SchedulingWindow.largestCount {
        let date = upcoming
        upcoming = following(date)
        tries += 1
        if seen.insert(zone.local(date)).inserted { return date }
      }
      return nil
    }

    private func following(_ date: Timestamp) -> Timestamp {
      guard length >= 86_400_000_000 else { return Timestamp(microseconds: date.microseconds + length) }
      let local = Timestamp(microseconds: zone.local(date).timestamp.microseconds + length)
      return switch zone.resolve(CivilTime(local)) {
      case .unique(let moment): moment
      case .ambiguous(_, let second): second
      case .skipped(let before, _): before
      }
    }
  }
}
