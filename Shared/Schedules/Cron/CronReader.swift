/// Reads cron expressions as croniter does, its peculiarities included.
struct CronReader {
  private let fields: [Substring]
  private let spread: UInt32
  private var result = CronExpression()

  init(_ text: String, spread: UInt32) throws(CronError) {
    let lowered = text.lowercased()
    let spelled = CronReader.aliases[lowered] ?? lowered
    fields = spelled.split(whereSeparator: \.isWhitespace)
    self.spread = spread
    guard (5...7).contains(fields.count) else { throw CronError(reason: "it has not five to seven fields") }
  }

  private static let aliases = [
    "@midnight": "0 0 * * *", "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
  ]

  mutating func expression() throws(CronError) -> CronExpression {
    result.minute = try field(.minute)
    result.hour = try field(.hour)
    result.day = try field(.day)
    result.month = try field(.month)
    result.weekday = try field(.weekday)
    if fields.count > 5 { result.second = try field(.second) }
    if fields.count > 6 { result.year = try field(.year) }
    try checkWeekdays()
    return result
  }

  private func failure(_ name: CronField.Name) -> CronError {
    CronError(reason: "field \(name.rawValue + 1) is not acceptable")
  }

  private mutating func field(_ name: CronField.Name) throws(CronError) -> CronField {
    var text = fields[name.rawValue]
    if let random = CronRandom(text) {
      text = Substring(try random.expanded(name.range, shift: name.rawValue, spread: spread))
    }
    if text.contains("?") {
      guard text == "?", name == .day || name == .weekday else { throw failure(name) }
      text = "*"
    }
    var field = CronField()
    var values: Set<Int> = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      try read(item, name, into: &field, &values)
    }
    field.values = values.sorted()
    // A field that names all its values is open, but for a day whose neighbour is not: then either may match.
    if field.values.count + (field.hasLast ? 1 : 0) + (field.isAny ? 1 : 0) == name.range.count {
      let neighbour: CronField.Name? = name == .day ? .weekday : name == .weekday ? .day : nil
      if neighbour.map({ fields[$0.rawValue].contains("*") }) ?? true { field.isAny = true }
    }
    return field
  }

  private mutating func read(
    _ item: Substring, _ name: CronField.Name, into field: inout CronField, _ values: inout Set<Int>
  ) throws(CronError) {
    var item = item
    var ordinal: CronExpression.Ordinal?
    if name == .weekday, let (base, found) = try CronReader.ordinal(item) {
      item = base
      ordinal = found
    }
    func add(_ value: Int) throws(CronError) {
      guard name.range.contains(value) else { throw failure(name) }
      values.insert(value)
      if let ordinal { result.weekdaysOfMonth[value, default: []].insert(ordinal) }
    }
    if let range = CronRange(item, name) {
      for value in try range.values(name, fieldCount: fields.count) {
        try add(name.aliased(value, fieldCount: fields.count))
      }
    } else if item == "*" {
      field.isAny = true
    } else if item == "l", name == .day {
      field.hasLast = true
    } else if let number = CronReader.number(item) ?? name.number(of: item) {
      try add(name.aliased(number, fieldCount: fields.count))
    } else {
      throw failure(name)
    }
  }

  /// Takes `fri#2`, `mon-wed#1` and `l5` apart; nil for what is none of these.
  private static func ordinal(
    _ item: Substring
  ) throws(CronError) -> (base: Substring, ordinal: CronExpression.Ordinal)? {
    if item.first == "l", number(item.dropFirst()) != nil { return (item.dropFirst(), .last) }
    guard let place = item.lastIndex(of: "#"), let number = number(item[item.index(after: place)...]) else {
      return nil
    }
    let base = item[..<place]
    let ends = base.split(separator: "-", omittingEmptySubsequences: false)
    let isRange = ends.count == 2 && ends.allSatisfy { CronField.Name.weekday.number(of: $0) != nil }
    guard isRange || CronReader.number(base) != nil || CronField.Name.weekday.number(of: base) != nil else {
      return nil
    }
    guard (1...5).contains(number) else { throw CronError(reason: "there is no weekday \(number) of a month") }
    return (base, .number(number))
  }

  /// A number of decimal digits; what is beyond all fields is some such number.
  static func number(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
      return nil
    }
    return Int(text) ?? 1 << 40
  }

  /// Days of week can't be given by themselves beside those of a month.
  private func checkWeekdays() throws(CronError) {
    let weekday = result.weekday
    guard !result.weekdaysOfMonth.isEmpty else { return }
    let plain = weekday.values.contains { result.weekdaysOfMonth[$0] == nil }
    let count = weekday.values.count + (weekday.isAny && weekday.values.count < 7 ? 1 : 0)
    if plain, count != 7 { throw CronError(reason: "days of week are mixed with those of a month") }
  }
}
