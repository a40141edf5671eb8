/// Reads the value of an RRULE or EXRULE.
struct RecurrenceRuleReader {
  private var frequency: RecurrenceRule.Frequency?
  private var until: RecurrenceDate?
  private var rule = RecurrenceRule(frequency: .daily, interval: 1, start: RecurrenceRule.defaultStart)

  private static let frequencies: [Substring: RecurrenceRule.Frequency] = [
    "YEARLY": .yearly, "MONTHLY": .monthly, "WEEKLY": .weekly, "DAILY": .daily, "HOURLY": .hourly,
    "MINUTELY": .minutely, "SECONDLY": .secondly,
  ]
  private static let weekdays: [Substring] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

  /// - Parameter start: What DTSTART says; without it the rule starts with the year 2020.
  mutating func rule(_ text: Substring, start: RecurrenceDate?) throws(RecurrenceError) -> RecurrenceRule {
    var value = text
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count > 1 {
      guard parts.count == 2 else { throw RecurrenceError("too many values to unpack (expected 2)") }
      guard parts[0] == "RRULE" else { throw RecurrenceError("unknown parameter name") }
      value = parts[1]
    }
    for pair in value.split(separator: ";", omittingEmptySubsequences: false) {
      let halves = pair.split(separator: "=", omittingEmptySubsequences: false)
      guard halves.count == 2 else {
        throw RecurrenceError(
          halves.count < 2
            ? "not enough values to unpack (expected 2, got 1)" : "too many values to unpack (expected 2)")
      }
      guard try read(halves[0], halves[1]) else {
        throw RecurrenceError("invalid '\(halves[0])': \(halves[1])")
      }
    }
    guard let frequency else { throw RecurrenceError("FREQ is missing") }
    rule.frequency = frequency
    if let start {
      rule.start = start.wall
      if let until, until.hasZone != start.hasZone {
        throw RecurrenceError("RRULE UNTIL values must be specified in UTC when DTSTART is timezone-aware")
      }
    }
    rule.until = until?.wall
    rule.endsInZone = until?.hasZone ?? false
    if frequency > .monthly {
      rule.weekdays = Array(Set(rule.weekdays + rule.nthWeekdays.map(\.weekday))).sorted()
      rule.nthWeekdays = []
    }
    try rule.complete()
    return rule
  }

  /// - Returns: Whether the value is one.
  private mutating func read(_ name: Substring, _ value: Substring) throws(RecurrenceError) -> Bool {
    switch name {
    case "FREQ":
      frequency = RecurrenceRuleReader.frequencies[value]
      return frequency != nil
    case "INTERVAL":
      // Beyond the years that there are, one interval is as good as another.
      return RecurrenceRuleReader.number(value).map { rule.interval = Int64(max(-1, min($0, 1_000_000_000_000))) }
        != nil
    case "COUNT": return RecurrenceRuleReader.number(value).map { rule.count = Int64(max(0, $0)) } != nil
    case "UNTIL":
      do {
        until = try RecurrenceDate(value)
        return true
      } catch {
        return false
      }
    case "WKST":
      return RecurrenceRuleReader.weekdays.firstIndex(of: value).map { rule.weekStart = $0 } != nil
    case "BYDAY", "BYWEEKDAY": return readWeekdays(value)
    case "BYSETPOS": return read(value, into: \.positions)
    case "BYMONTH": return read(value, into: \.months)
    case "BYMONTHDAY": return read(value, into: \.monthDays)
    case "BYYEARDAY": return read(value, into: \.yearDays)
    case "BYWEEKNO": return read(value, into: \.weekNumbers)
    case "BYEASTER": return read(value, into: \.easterDays)
    case "BYHOUR": return read(value, into: \.hours)
    case "BYMINUTE": return read(value, into: \.minutes)
    case "BYSECOND": return read(value, into: \.seconds)
    default: throw RecurrenceError("unknown parameter '\(name)'")
    }
  }

  private mutating func read(_ value: Substring, into list: WritableKeyPath<RecurrenceRule, [Int]>) -> Bool {
    guard let numbers = RecurrenceRuleReader.numbers(value) else { return false }
    rule[keyPath: list] = numbers
    return true
  }

  private mutating func read(_ value: Substring, into list: WritableKeyPath<RecurrenceRule, [Int]?>) -> Bool {
    guard let numbers = RecurrenceRuleReader.numbers(value) else { return false }
    rule[keyPath: list] = numbers
    return true
  }

  private static func numbers(_ value: Substring) -> [Int]? {
    var numbers: Set<Int> = []
    for item in value.split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = number(item) else { return nil }
      // No list has a use for larger ones.
      numbers.insert(max(-1_000_000, min(number, 1_000_000)))
    }
    return numbers.sorted()
  }

  /// A decimal number with or without a sign; one beyond all bounds is some such number.
  private static func number(_ text: Substring) -> Int? {
    let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text
    guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
      return nil
    }
    let number = Int(digits) ?? 1 << 50
    return text.first == "-" ? -min(number, 1 << 50) : min(number, 1 << 50)
  }

  /// `MO`, `+1MO` or `MO(+1)`, one or more.
  private mutating func readWeekdays(_ value: Substring) -> Bool {
    var plain: Set<Int> = []
    var numbered: Set<RecurrenceRule.NthWeekday> = []
    for item in value.split(separator: ",", omittingEmptySubsequences: false) {
      let name: Substring
      var number: Substring = ""
      if let open = item.firstIndex(of: "(") {
        name = item[..<open]
        number = item[item.index(after: open)...].split(separator: "(", omittingEmptySubsequences: false)[0].dropLast()
        guard !number.isEmpty else { return false }
      } else {
        guard let place = item.firstIndex(where: { !"+-0123456789".contains($0) }) else { return false }
        (number, name) = (item[..<place], item[place...])
      }
      guard let weekday = RecurrenceRuleReader.weekdays.firstIndex(of: name) else { return false }
      if number.isEmpty {
        plain.insert(weekday)
      } else {
        guard let number = RecurrenceRuleReader.number(number), number != 0 else { return false }
        numbered.insert(.init(weekday: weekday, number: max(-1_000_000, min(number, 1_000_000))))
      }
    }
    rule.weekdays = plain.sorted()
    rule.nthWeekdays = numbered.sorted { ($0.weekday, $0.number) < ($1.weekday, $1.number) }
    return true
  }
}
