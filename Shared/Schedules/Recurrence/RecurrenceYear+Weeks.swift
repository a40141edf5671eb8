internal import Values

extension RecurrenceYear {
  /// The days of the weeks that a rule names by number. Week 1 is the first that has four days of the year; what dateutil
  /// leaves out at the turns of years is left out here too.
  func weekNumbers(_ rule: RecurrenceRule) -> [Bool] {
    var days = Array(repeating: false, count: length + 7)
    let start = weeks(year, rule.weekStart)
    func mark(from index: Int) {
      var index = index
      repeat {
        if days.indices.contains(index) { days[index] = true }
        index += 1
      } while RecurrenceRule.weekday(ofDay: firstDay + Int64(index)) != rule.weekStart
    }
    for number in rule.weekNumbers {
      let week = number < 0 ? number + start.count + 1 : number
      guard (1...start.count).contains(week) else { continue }
      mark(from: max(0, start.firstWeek + (week - 1) * 7))
    }
    if rule.weekNumbers.contains(1) {
      // The first week of the next year may begin in this one.
      let index = start.firstWeek + start.count * 7
      if index < length { mark(from: index) }
    }
    if start.daysBefore > 0, rule.weekNumbers.contains(lastWeekBefore(rule, start.daysBefore)) {
      for index in 0..<start.daysBefore { days[index] = true }
    }
    return days
  }

  /// - Returns: Where week 1 begins, which may be before the year; how many days of the year are before it; how many weeks
  ///   the year has.
  private func weeks(_ year: Int, _ weekStart: Int) -> (firstWeek: Int, daysBefore: Int, count: Int) {
    let weekday = RecurrenceRule.weekday(ofDay: CivilTime.day(ofYear: year, month: 1, day: 1))
    let firstStart = (7 - weekday + weekStart) % 7
    let length = RecurrenceYear.length(year)
    let days = firstStart >= 4 ? length + (weekday - weekStart + 7) % 7 : length - firstStart
    let count = days / 7 + days % 7 / 4
    return firstStart >= 4 ? (firstStart - 7, 0, count) : (firstStart, firstStart, count)
  }

  /// The number of the week that goes on from the last year into this one; -1 where the rule has that.
  private func lastWeekBefore(_ rule: RecurrenceRule, _ daysBefore: Int) -> Int {
    if rule.weekNumbers.contains(-1) { return -1 }
    let weekday = RecurrenceRule.weekday(ofDay: CivilTime.day(ofYear: year - 1, month: 1, day: 1))
    let firstStart = (7 - weekday + rule.weekStart) % 7
    if firstStart >= 4 {
      let days = RecurrenceYear.length(year - 1) + (weekday - rule.weekStart + 7) % 7
      return 52 + days % 7 / 4
    }
    return 52 + (length - daysBefore) % 7 / 4
  }
}
