internal import Values

/// The wall times of a rule, ascending, from one on.
///
/// The period to begin with is reckoned, not stepped to. Only a rule with a COUNT that picks among days or times has to be
/// counted from its start.
struct RecurrenceOccurrences: Sequence, IteratorProtocol, Sendable {
  /// So many periods are looked at in vain before the rule is taken to have no further date: a hundred years of days.
  static let patience = 40_000
  /// What a year whose days have to be looked at costs of that.
  private static let costOfYear = 200
  /// So many dates and periods are counted of a rule with a COUNT.
  static let countingPatience = 1_000_000
  private static let lastYear = 9999

  private let rule: RecurrenceRule
  private var last: Int64
  /// The rule's times in a day, from hours to seconds as far as the frequency leaves them to the rule.
  private let times: [Int64]
  private var year: RecurrenceYear
  /// The number of the period to look at next.
  private var index: Int64 = 0
  private var period = RecurrencePeriod(days: [], times: [], positions: [])
  private var place = 0
  /// How many dates may still come.
  private var left: Int64?
  private var patience = RecurrenceOccurrences.patience
  private let from: Int64

  /// - Parameters:
  ///   - from: The first wall time wanted.
  ///   - last: No later ones are wanted.
  init(_ rule: RecurrenceRule, from: Int64, through last: Int64 = .max) {
    self.rule = rule
    self.from = Swift.max(from, rule.start)
    let end = CivilTime.day(ofYear: RecurrenceOccurrences.lastYear + 1, month: 1, day: 1) * 86_400 - 1
    self.last = Swift.min(last, rule.until ?? .max, end)
    times = rule.timesOfPeriod
    year = RecurrenceYear(CivilTime.date(ofDay: rule.start.flooredDivision(by: 86_400)).year, rule)
    left = rule.count
    seek()
  }

  private mutating func seek() {
    guard rule.interval > 0, from > rule.start else { return }
    let target = index(of: from)
    guard let count = left else {
      // The period before may reach into this one: a week into its year.
      index = Swift.max(0, target - 1)
      return
    }
    if rule.isPlain {
      index = Swift.max(0, target - 1)
      left = Swift.max(0, count - index)
      return
    }
    patience = RecurrenceOccurrences.countingPatience
    // What comes later than that need not be counted.
    let end = last
    last = Swift.min(end, from)
    while let next = nextPeriod() {
      let passed = next.firstIndex(from: from) - next.firstIndex(from: rule.start)
      left = (left ?? 0) - Int64(passed)
      patience -= 1
      guard passed == next.count - next.firstIndex(from: rule.start), left ?? 0 > 0 else {
        period = next
        place = next.firstIndex(from: from)
        break
      }
    }
    last = end
    if patience <= 0 { left = 0 }
    patience = RecurrenceOccurrences.patience
  }

  mutating func next() -> Int64? {
    while place >= period.count {
      guard left ?? 1 > 0, let next = nextPeriod() else { return nil }
      period = next
      place = next.firstIndex(from: from)
      // Dates before the first one wanted count, too.
      left = left.map { $0 - Int64(place - next.firstIndex(from: rule.start)) }
      patience -= 1
    }
    guard left ?? 1 > 0 else { return nil }
    let wall = period[place]
    guard wall <= last else { return nil }
    place += 1
    left = left.map { $0 - 1 }
    patience = RecurrenceOccurrences.patience
    return wall
  }

  /// The number of the period that a wall time lies in, or of the one before.
  private func index(of wall: Int64) -> Int64 {
    guard let seconds = rule.frequency.seconds else {
      let date = CivilTime.date(ofDay: wall.flooredDivision(by: 86_400))
      let first = CivilTime.date(ofDay: rule.start.flooredDivision(by: 86_400))
      let years = Int64(date.year - first.year)
      return (rule.frequency == .yearly ? years : years * 12 + Int64(date.month - first.month)) / rule.interval
    }
    return (wall - rule.firstPeriod).flooredDivision(by: seconds).flooredDivision(by: rule.interval)
  }

  /// The next period that has dates; nil where there is none, or none is found.
  private mutating func nextPeriod() -> RecurrencePeriod? {
    while patience > 0 {
      guard rule.interval > 0 || index == 0 else { return nil }
      let (steps, overflows) = index.multipliedReportingOverflow(by: rule.interval)
      guard !overflows else { return nil }
      if let seconds = rule.frequency.seconds {
        let (span, isTooLong) = steps.multipliedReportingOverflow(by: seconds)
        guard !isTooLong, case let (wall, isTooLate) = rule.firstPeriod.addingReportingOverflow(span), !isTooLate,
          wall <= last
        else { return nil }
        if let later = firstCandidate(after: wall) {
          // Ahead to the first period that is not before it.
          let step = seconds * rule.interval
          index = -(rule.firstPeriod - later).flooredDivision(by: step)
          patience -= 1
          continue
        }
        index += 1
        if let period = fixedPeriod(wall) { return period }
      } else {
        guard let days = days(steps) else { return nil }
        index += 1
        if !days.isEmpty { return RecurrencePeriod(days: days, times: times, positions: rule.positions) }
      }
      patience -= 1
    }
    return nil
  }

  /// The days that match of a year or a month, so many of them behind the first one; nil where there are no more.
  private mutating func days(_ steps: Int64) -> [Int64]? {
    guard steps < 1 << 20 else { return nil }
    let first = CivilTime.date(ofDay: rule.start.flooredDivision(by: 86_400))
    let months = rule.frequency == .yearly ? 0 : Int64(first.month - 1) + steps
    let number = first.year + Int(rule.frequency == .yearly ? steps : months / 12)
    guard number <= RecurrenceOccurrences.lastYear else { return nil }
    let begin = CivilTime.day(ofYear: number, month: Int(months % 12) + 1, day: 1)
    guard begin * 86_400 <= last else { return nil }
    enter(number)
    guard rule.frequency == .monthly else { return matchingDays(begin..<(begin + Int64(year.length))) }
    return matchingDays(begin..<(begin + Int64(CivilTime.days(inMonth: Int(months % 12) + 1, ofYear: number))))
  }

  /// The dates of a period of fixed length that begins at a wall time; nil where it has none.
  private mutating func fixedPeriod(_ wall: Int64) -> RecurrencePeriod? {
    let day = wall.flooredDivision(by: 86_400)
    let days: [Int64]
    switch rule.frequency {
    case .weekly:
      // The first week begins where the rule does.
      let begin = Swift.max(day, rule.start.flooredDivision(by: 86_400))
      enter(CivilTime.date(ofDay: begin).year)
      days = matchingDays(begin..<(day + 7))
    default: days = [day]
    }
    guard !days.isEmpty else { return nil }
    let offset = wall - day * 86_400
    return RecurrencePeriod(
      days: days, times: rule.frequency < .hourly ? times : times.map { $0 + offset }, positions: rule.positions)
  }

  /// Where a period of a day or less has no dates: before which wall time the following ones have none either.
  private mutating func firstCandidate(after wall: Int64) -> Int64? {
    guard rule.frequency >= .daily else { return nil }
    let day = wall.flooredDivision(by: 86_400)
    enter(CivilTime.date(ofDay: day).year)
    if !year.matches[Int(day - year.firstDay)] { return (day + 1) * 86_400 }
    let second = Int(wall - day * 86_400)
    if rule.frequency >= .hourly, let hours = rule.hours, !hours.contains(second / 3600) {
      return wall - Int64(second % 3600) + 3600
    }
    if rule.frequency >= .minutely, let minutes = rule.minutes, !minutes.contains(second / 60 % 60) {
      return wall - Int64(second % 60) + 60
    }
    if rule.frequency == .secondly, let seconds = rule.seconds, !seconds.contains(second % 60) { return wall + 1 }
    return nil
  }

  private func matchingDays(_ days: Range<Int64>) -> [Int64] {
    days.filter { year.matches[Int($0 - year.firstDay)] }
  }

  private mutating func enter(_ number: Int) {
    guard year.year != number else { return }
    year = RecurrenceYear(number, rule)
    patience -= RecurrenceOccurrences.costOfYear
  }
}

extension RecurrenceRule {
  /// The wall time at which the period of the start begins; of no meaning for years and months.
  fileprivate var firstPeriod: Int64 {
    switch frequency {
    case .yearly, .monthly: return start
    case .weekly:
      let day = start.flooredDivision(by: 86_400)
      return (day - Int64((RecurrenceRule.weekday(ofDay: day) - weekStart + 7) % 7)) * 86_400
    case .daily: return start.flooredDivision(by: 86_400) * 86_400
    case .hourly: return start.flooredDivision(by: 3600) * 3600
    case .minutely: return start.flooredDivision(by: 60) * 60
    case .secondly: return start
    }
  }

  /// The times within a period, in seconds from its beginning, or from midnight where a period is a day or longer.
  fileprivate var timesOfPeriod: [Int64] {
    func values(_ given: [Int]?, _ level: Frequency, _ base: Int) -> [Int64] {
      frequency < level ? (given ?? []).filter((0..<base).contains).map(Int64.init) : [0]
    }
    let seconds = values(seconds, .secondly, 60)
    let minutes = values(minutes, .minutely, 60)
    return values(hours, .hourly, 24).flatMap { hour in
      minutes.flatMap { minute in seconds.map { second in (hour * 60 + minute) * 60 + second } }
    }
  }
}
