public import Values

/// The dates of a cron schedule from a moment on.
public struct CronDates: Sequence, IteratorProtocol, Sendable {
  private let schedule: CronSchedule
  private let start: Timestamp
  /// The wall second behind which the next match is looked for.
  private var wall: Int64
  private var upcoming: Timestamp?
  /// Dates of skipped wall times that lie before the start on the clock, but not in time; ascending.
  private var shifted: ArraySlice<Timestamp> = []
  private var seen: Set<Timestamp> = []
  private var tries = 0

  init(schedule: CronSchedule, start: Timestamp) {
    self.schedule = schedule
    self.start = start
    let second = start.microseconds.flooredDivision(by: 1_000_000)
    let isWhole = second * 1_000_000 == start.microseconds
    wall = second + Int64(schedule.zone.offset(at: start)) - (isWhole ? 1 : 0)
    if let change = schedule.zone.lastChange(upTo: second) { consider(change, at: second) }
    upcoming = match()
  }

  /// Takes account of a change of the clocks shortly before the start.
  private mutating func consider(_ change: Int64, at second: Int64) {
    let after = Int64(schedule.zone.offset(atSecond: change))
    let gap = after - Int64(schedule.zone.offset(atSecond: change - 1))
    guard second - change < abs(gap) else { return }
    if gap < 0 {
      // Until here the clock repeats what it showed before the change.
      wall = change + after - gap - 1
    } else {
      var dates: [Timestamp] = []
      var skipped = wall - gap
      while dates.count < SchedulingWindow.largestCount,
        let next = schedule.expression.next(after: skipped, dayOr: schedule.dayOr), next < change + after
      {
        skipped = next
        dates.append(schedule.moment(wallSecond: next))
      }
      shifted = dates[...]
    }
  }

  public mutating func next() -> Timestamp? {
    while tries < SchedulingWindow.largestCount, let date = candidate() {
      tries += 1
      if date >= start, seen.insert(date).inserted { return date }
    }
    return nil
  }

  /// The earlier of the next shifted date and the next match.
  private mutating func candidate() -> Timestamp? {
    if let date = shifted.first, upcoming.map({ date <= $0 }) ?? true {
      shifted.removeFirst()
      return date
    }
    defer { upcoming = match() }
    return upcoming
  }

  private mutating func match() -> Timestamp? {
    guard let match = schedule.expression.next(after: wall, dayOr: schedule.dayOr) else { return nil }
    wall = match
    return schedule.moment(wallSecond: match)
  }
}
