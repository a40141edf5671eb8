internal import Values

/// Which days of a year, and of the week that follows it, a rule lets through.
struct RecurrenceYear: Sendable {
  let year: Int
  /// The day of January 1, counted from 1970-01-01.
  let firstDay: Int64
  let length: Int
  /// One for each day of the year, and for the seven behind it, which belong to its last week.
  private(set) var matches: [Bool]

  init(_ year: Int, _ rule: RecurrenceRule) {
    self.year = year
    firstDay = CivilTime.day(ofYear: year, month: 1, day: 1)
    length = RecurrenceYear.length(year)
    matches = Array(repeating: true, count: length + 7)
    if !rule.weekNumbers.isEmpty { keep(weekNumbers(rule)) }
    if !rule.nthWeekdays.isEmpty, rule.frequency <= .monthly { keep(nthWeekdays(rule)) }
    if !rule.easterDays.isEmpty { keep(easterDays(rule)) }
    for index in matches.indices where matches[index] { matches[index] = passes(index, rule) }
  }

  static func length(_ year: Int) -> Int {
    CivilTime.days(inMonth: 2, ofYear: year) == 29 ? 366 : 365
  }

  private mutating func keep(_ days: [Bool]) {
    for index in matches.indices { matches[index] = matches[index] && days[index] }
  }

  private func passes(_ index: Int, _ rule: RecurrenceRule) -> Bool {
    if !rule.weekdays.isEmpty, !rule.weekdays.contains(RecurrenceRule.weekday(ofDay: firstDay + Int64(index))) {
      return false
    }
    if !rule.months.isEmpty || !rule.monthDays.isEmpty {
      let date = CivilTime.date(ofDay: firstDay + Int64(index))
      if !rule.months.isEmpty, !rule.months.contains(date.month) { return false }
      if !rule.monthDays.isEmpty {
        let fromEnd = date.day - CivilTime.days(inMonth: date.month, ofYear: date.year) - 1
        if !rule.monthDays.contains(date.day), !rule.monthDays.contains(fromEnd) { return false }
      }
    }
    if !rule.yearDays.isEmpty {
      let (day, length) =
        index < length ? (index, length) : (index - length, RecurrenceYear.length(year + 1))
      if !rule.yearDays.contains(day + 1), !rule.yearDays.contains(day - length) { return false }
    }
    return true
  }

  private func nthWeekdays(_ rule: RecurrenceRule) -> [Bool] {
    var days = Array(repeating: false, count: matches.count)
    var ranges: [(first: Int, last: Int)] = []
    if rule.frequency == .yearly, rule.months.isEmpty {
      ranges = [(0, length - 1)]
    } else {
      let months = rule.frequency == .yearly ? rule.months.filter { (1...12).contains($0) } : Array(1...12)
      for month in months {
        let first = Int(CivilTime.day(ofYear: year, month: month, day: 1) - firstDay)
        ranges.append((first, first + CivilTime.days(inMonth: month, ofYear: year) - 1))
      }
    }
    for (first, last) in ranges {
      for nth in rule.nthWeekdays {
        var index = nth.number < 0 ? last + (nth.number + 1) * 7 : first + (nth.number - 1) * 7
        let weekday = RecurrenceRule.weekday(ofDay: firstDay + Int64(index))
        index += nth.number < 0 ? -((weekday - nth.weekday + 7) % 7) : (nth.weekday - weekday + 7) % 7
        if (first...last).contains(index) { days[index] = true }
      }
    }
    return days
  }

  private func easterDays(_ rule: RecurrenceRule) -> [Bool] {
    var days = Array(repeating: false, count: matches.count)
    let easter = Int(RecurrenceYear.easter(year) - firstDay)
    for offset in rule.easterDays {
      let index = easter + offset
      // A day before the year is taken from its end, as dateutil does.
      let place = index < 0 ? index + days.count : index
      if days.indices.contains(place) { days[place] = true }
    }
    return days
  }

  /// Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher).
  private static func easter(_ year: Int) -> Int64 {
    let golden = year % 19
    let (century, rest) = (year / 100, year % 100)
    let moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7
    let correction = (golden + 11 * moon + 22 * weekday) / 451
    let sum = moon + weekday - 7 * correction + 114
    return CivilTime.day(ofYear: year, month: sum / 31, day: sum % 31 + 1)
  }
}
