internal import Values

/// A date of a recurrence: ISO 8601, basic or extended, with a time of day or without.
///
/// Dateutil reads much else as a date; what is not in a form of RFC 5545 or ISO 8601 is refused.
struct RecurrenceDate: Sendable, Hashable {
  /// Seconds since 1970-01-01T00:00:00 on the clock that the date is of.
  var wall: Int64
  /// Whether the date says of which zone it is.
  var hasZone: Bool

  init(_ text: Substring) throws(RecurrenceError) {
    var scanner = RecurrenceDateScanner(text)
    guard let parts = scanner.parts() else { throw RecurrenceError("Unknown string format: \(text)") }
    func check(_ value: Int, _ range: ClosedRange<Int>, _ reason: String) throws(RecurrenceError) {
      guard range.contains(value) else { throw RecurrenceError("\(reason): \(text)") }
    }
    try check(parts.year, 1...9999, "year \(parts.year) is out of range")
    try check(parts.month, 1...12, "month must be in 1..12")
    try check(
      parts.day, 1...CivilTime.days(inMonth: parts.month, ofYear: parts.year), "day is out of range for month")
    try check(parts.hour, 0...23, "hour must be in 0..23")
    try check(parts.minute, 0...59, "minute must be in 0..59")
    try check(parts.second, 0...59, "second must be in 0..59")
    wall = parts.timestamp.microseconds.flooredDivision(by: 1_000_000)
    hasZone = scanner.hasZone
  }
}

private struct RecurrenceDateScanner {
  private var rest: Substring.UTF8View
  private(set) var hasZone = false

  init(_ text: Substring) {
    rest = text.utf8
  }

  mutating func parts() -> CivilTime? {
    guard let year = number(4) else { return nil }
    let isExtended = take("-")
    guard let month = number(2), !isExtended || take("-"), let day = number(2) else { return nil }
    var time = CivilTime(year: year, month: month, day: day)
    if take("T") || (!isExtended && !rest.isEmpty && digits >= 4) {
      guard let hour = number(2) else { return nil }
      time.hour = hour
      let hasColons = take(":")
      if hasColons || digits > 0 {
        guard let minute = number(2) else { return nil }
        time.minute = minute
        if hasColons ? take(":") : digits > 0 {
          guard let second = number(2) else { return nil }
          time.second = second
          if take(".") { rest = rest.dropFirst(digits) }
        }
      }
      readZone()
    }
    return rest.isEmpty ? time : nil
  }

  private mutating func readZone() {
    if take("Z") {
      hasZone = true
    } else if take("+") || take("-") {
      hasZone = number(2) != nil && (!take(":") || digits == 2) && (digits == 0 || number(2) != nil)
      if !hasZone { rest = "?".utf8[...] }
    }
  }

  /// How many digits come next.
  private var digits: Int { rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: byte) else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func number(_ count: Int) -> Int? {
    guard digits >= count else { return nil }
    let value = rest.prefix(count).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    rest = rest.dropFirst(count)
    return value
  }
}
