public import Values

/// Runs at a fixed distance from each other (contract §4.1, §7.9, §10).
///
/// The whole days of an interval are added on the zone's clock, so a daily run keeps its wall time when the clocks change; the
/// rest is elapsed time. A wall time that the clocks skip is read with the offset of before the change. One that comes twice
/// is taken the first time, unless the second time has the offset of the date before. As dates follow from one another, an
/// interval of days that meets a skipped time keeps the later hour from then on.
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

  /// The dates from `start` on. They are found in a time that grows with the changes of the clocks since the anchor, not with the
  /// intervals.
  public func dates(from start: Timestamp) -> Dates {
    Dates(schedule: self, start: start)
  }

  public struct Dates: Sequence, IteratorProtocol, Sendable {
    private let step: IntervalStep
    private let anchor: Timestamp
    private var upcoming: Timestamp
    /// How many intervals `upcoming` lies before the anchor, while the dates are counted back from it.
    private var intervalsToAnchor = 0
    private var last: Timestamp?
    private var tries = 0

    init(schedule: IntervalSchedule, start: Timestamp) {
      step = IntervalStep(schedule.interval, zone: schedule.zone)
      anchor = schedule.anchor
      if start >= anchor, step.isWholeDays {
        upcoming = step.lastDate(after: anchor, before: start)
      } else {
        var count = (start - anchor).wholeMicroseconds / step.length
        upcoming = step.jump(from: anchor, count)
        // A change of the clocks between the anchor and the start makes the estimate too large.
        while upcoming > start {
          count -= 1
          upcoming = step.jump(from: anchor, count)
        }
        // Dates that are added to a skipped time would miss the anchor.
        if start < anchor, step.isWholeDays { intervalsToAnchor = Int(-count) }
      }
      while upcoming < start { advance() }
    }

    public mutating func next() -> Timestamp? {
      while tries < SchedulingWindow.largestCount {
        let date = upcoming
        advance()
        tries += 1
        if date != last {
          last = date
          return date
        }
      }
      return nil
    }

    private mutating func advance() {
      if intervalsToAnchor > 0 {
        intervalsToAnchor -= 1
        upcoming = step.jump(from: anchor, -Int64(intervalsToAnchor))
      } else {
        upcoming = step.add(to: upcoming)
      }
    }
  }
}
