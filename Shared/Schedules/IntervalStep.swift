internal import Values

/// An interval as it is added to a moment: days on the zone's clock, then elapsed time.
struct IntervalStep: Sendable {
  private static let day: Int64 = 86_400_000_000

  private let zone: ZoneRules
  private let days: Int64
  /// The rest, in microseconds; less than a day.
  private let rest: Int64
  /// In microseconds, with a day of 24 hours.
  let length: Int64

  init(_ interval: Duration, zone: ZoneRules) {
    self.zone = zone
    length = interval.wholeMicroseconds
    days = length / IntervalStep.day
    rest = length % IntervalStep.day
  }

  var isWholeDays: Bool { rest == 0 }

  /// The moment that lies one interval later.
  func add(to moment: Timestamp) -> Timestamp {
    Timestamp(microseconds: add(days: days, to: moment).microseconds + rest)
  }

  /// The moment that lies some intervals later, or earlier, reached at once: on the clock when the interval is of days only, in
  /// elapsed time otherwise.
  func jump(from moment: Timestamp, _ count: Int64) -> Timestamp {
    isWholeDays ? add(days: days * count, to: moment) : Timestamp(microseconds: moment.microseconds + length * count)
  }

  /// The last of the dates that follow from an anchor by days which the steps before `start` reach, or one before it.
  ///
  /// Between two changes of the clocks it goes in one jump. Over a change it goes by a single step, as a time that the clocks skip
  /// moves all later dates.
  func lastDate(after anchor: Timestamp, before start: Timestamp) -> Timestamp {
    var current = anchor
    while current < start {
      var boundary = start
      if let second = zone.nextChange(after: current.microseconds.flooredDivision(by: 1_000_000)) {
        boundary = min(start, Timestamp(microseconds: second * 1_000_000))
      }
      let distance = localDay(boundary) - localDay(current)
      current = add(days: days * max(1, distance / days - 1), to: current)
    }
    return current
  }

  private func localDay(_ moment: Timestamp) -> Int64 {
    zone.local(moment).timestamp.microseconds.flooredDivision(by: IntervalStep.day)
  }

  private func add(days: Int64, to moment: Timestamp) -> Timestamp {
    guard days != 0 else { return moment }
    let wall = zone.local(moment).timestamp.microseconds + days * IntervalStep.day
    return switch zone.resolve(CivilTime(Timestamp(microseconds: wall))) {
    case .unique(let moment): moment
    case .ambiguous(let first, let second): zone.offset(at: second) == zone.offset(at: moment) ? second : first
    case .skipped(let before, _): before
    }
  }
}
