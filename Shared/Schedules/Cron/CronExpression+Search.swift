internal import Values

extension CronExpression {
  /// Further ahead than so many years no match is looked for.
  static let horizon = 50

  /// The next wall time that matches.
  ///
  /// - Parameters:
  ///   - wall: Seconds since 1970-01-01T00:00:00 on the clock of some place; the match lies behind it.
  ///   - dayOr: Whether one of day of month and day of week is enough where both are given.
  /// - Returns: nil where there is none within 50 years. The work is bounded by them.
  public func next(after wall: Int64, dayOr: Bool) -> Int64? {
    guard dayOr, !day.isAny, !weekday.isAny else { return search(after: wall, byDay: true, byWeekday: true) }
    let byDay = search(after: wall, byDay: true, byWeekday: false)
    let byWeekday = search(after: wall, byDay: false, byWeekday: true)
    guard let byDay, let byWeekday else { return byDay ?? byWeekday }
    return min(byDay, byWeekday)
  }

  /// Goes from field to field, the largest first, and starts over wherever one moved the time.
  private func search(after wall: Int64, byDay: Bool, byWeekday: Bool) -> Int64? {
    var time = WallTime(wall + (second == nil ? 60 : 1))
    let end = time.year + CronExpression.horizon
    while time.year <= end {
      if let year, !year.isAny {
        guard let match = year.values.first(where: { $0 >= time.year }) else { return nil }
        if match > time.year {
          time.set(year: match, month: 1)
          continue
        }
      }
      if !month.isAny, case let distance = month.distance(from: time.month, span: 12), distance > 0 {
        let months = time.month - 1 + distance
        time.set(year: time.year + months / 12, month: months % 12 + 1)
        continue
      }
      if let distance = daysToMatch(time, byDay: byDay, byWeekday: byWeekday) {
        time.addDays(distance)
        continue
      }
      if move(&time, hour, from: time.hour, span: 24, seconds: 3600)
        || move(&time, minute, from: time.minute, span: 60, seconds: 60)
      {
        continue
      }
      guard let second else { return time.wall - Int64(time.second) }
      if !move(&time, second, from: time.second, span: 60, seconds: 1) { return time.wall }
    }
    return nil
  }

  /// - Returns: Whether the time had to move on to a value of the field.
  private func move(
    _ time: inout WallTime, _ field: CronField, from value: Int, span: Int, seconds: Int64
  ) -> Bool {
    guard !field.isAny, case let distance = field.distance(from: value, span: span), distance > 0 else {
      return false
    }
    // What is smaller than the field starts at zero.
    time = WallTime((time.wall.flooredDivision(by: seconds) + Int64(distance)) * seconds)
    return true
  }

  /// How many days on to look next; nil if this one matches.
  ///
  /// A day that the month does not have counts on into the next month, as with croniter: of `1,30` the first of March is
  /// passed over when looked for from within February.
  private func daysToMatch(_ time: WallTime, byDay: Bool, byWeekday: Bool) -> Int? {
    let length = CivilTime.days(inMonth: time.month, ofYear: time.year)
    if byDay, !day.isAny, !(day.hasLast && time.day == length) {
      let distance = day.distance(from: time.day, span: length)
      if distance > 0 { return distance }
    }
    if !weekdaysOfMonth.isEmpty {
      let distance = (firstWeekdayOfMonth(from: time, length) ?? length + 1) - time.day
      return distance > 0 ? distance : nil
    }
    guard byWeekday, !weekday.isAny else { return nil }
    let distance = weekday.distance(from: time.weekday, span: 7)
    return distance > 0 ? distance : nil
  }

  /// The first day of the month, from the time's own on, that is one of the days of week of a month.
  private func firstWeekdayOfMonth(from time: WallTime, _ length: Int) -> Int? {
    var best: Int?
    for (weekday, ordinals) in weekdaysOfMonth {
      let first = 1 + (weekday - time.weekday + time.day - 1 + 42) % 7
      for ordinal in ordinals {
        let candidate =
          switch ordinal {
          case .number(let number): first + (number - 1) * 7
          case .last: first + (length - first) / 7 * 7
          }
        if candidate <= length, candidate >= time.day, candidate < best ?? .max { best = candidate }
      }
    }
    return best
  }
}

/// A wall time in its parts.
private struct WallTime {
  private(set) var wall: Int64
  private(set) var year: Int
  private(set) var month: Int
  private(set) var day: Int

  init(_ wall: Int64) {
    self.wall = wall
    (year, month, day) = CivilTime.date(ofDay: wall.flooredDivision(by: 86_400))
  }

  private var secondOfDay: Int { Int(wall - wall.flooredDivision(by: 86_400) * 86_400) }
  var hour: Int { secondOfDay / 3600 }
  var minute: Int { secondOfDay / 60 % 60 }
  var second: Int { secondOfDay % 60 }
  /// 0 is Sunday; 1970-01-01 was a Thursday.
  var weekday: Int {
    let day = wall.flooredDivision(by: 86_400) + 4
    return Int(day - day.flooredDivision(by: 7) * 7)
  }

  /// The first midnight of a month.
  mutating func set(year: Int, month: Int) {
    self = WallTime(CivilTime.day(ofYear: year, month: month, day: 1) * 86_400)
  }

  /// Midnight of a later day.
  mutating func addDays(_ count: Int) {
    self = WallTime((wall.flooredDivision(by: 86_400) + Int64(count)) * 86_400)
  }
}
