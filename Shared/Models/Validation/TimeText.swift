public import Values

/// Moments inside texts and numbers, as the reference takes them.
public enum TimeText {
  /// ISO 8601 with `T`, `t`, `_` or a space between date and time, in the extended form (`2031-05-05T05:05`) or the basic
  /// one (`20310505T0505`), or a text of a number; nil for anything else.
  public static func moment(_ text: String) -> Timestamp? {
    var cursor = TextCursor(text)
    if let moment = calendar(&cursor) { return moment }
    guard
      text.utf8.allSatisfy({ byte in
        byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: "+")
      })
    else { return nil }
    if let whole = Int64(text) { return moment(ofEpoch: whole) }
    return Double(text).flatMap(moment(ofEpoch:))
  }

  /// The same for a whole number, exactly.
  public static func moment(ofEpoch number: Int64) -> Timestamp? {
    let isMilliseconds = number.magnitude > 20_000_000_000
    let (microseconds, overflow) = number.multipliedReportingOverflow(by: isMilliseconds ? 1000 : 1_000_000)
    return overflow ? nil : inRange(Timestamp(microseconds: microseconds))
  }

  /// Seconds since 1970; beyond 2·10¹⁰ they are milliseconds. Years 1 to 9999.
  public static func moment(ofEpoch number: Double) -> Timestamp? {
    guard number.isFinite else { return nil }
    let seconds = number.magnitude > 2e10 ? number / 1000 : number
    guard seconds.magnitude < 1e12 else { return nil }
    return inRange(Timestamp(microseconds: Int64((seconds * 1_000_000).rounded())))
  }

  /// Years 1 to 9999.
  private static func inRange(_ moment: Timestamp) -> Timestamp? {
    (.firstWritten ... .lastWritten).contains(moment) ? moment : nil
  }

  private static func calendar(_ cursor: inout TextCursor) -> Timestamp? {
    guard let year = cursor.digits(4), year > 0 else { return nil }
    let isBasic = !cursor.take("-")
    guard let month = cursor.digits(2), (1...12).contains(month), isBasic || cursor.take("-"),
      let day = cursor.digits(2), day >= 1, day <= CivilTime.days(inMonth: month, ofYear: year)
    else { return nil }
    var time = CivilTime(year: year, month: month, day: day)
    // A basic date alone is a number.
    if cursor.isAtEnd { return isBasic ? nil : time.timestamp }
    guard cursor.take("T", "t", " ", "_"), let hour = cursor.digits(2), hour < 24 else { return nil }
    time.hour = hour
    if isBasic ? cursor.isAtDigit : cursor.take(":") {
      guard let minute = cursor.digits(2), minute < 60 else { return nil }
      time.minute = minute
      if isBasic ? cursor.isAtDigit : cursor.take(":") {
        guard let second = cursor.digits(2), second < 60 else { return nil }
        time.second = second
        if cursor.take(".", ",") {
          guard let fraction = cursor.fraction() else { return nil }
          time.microsecond = fraction
        }
      }
    }
    guard let offset = zone(&cursor), cursor.isAtEnd else { return nil }
    return inRange(Timestamp(microseconds: time.timestamp.microseconds - Int64(offset) * 60_000_000))
  }

  /// Minutes east of UTC.
  private static func zone(_ cursor: inout TextCursor) -> Int? {
    if cursor.isAtEnd || cursor.take("Z", "z") { return 0 }
    let isEast = cursor.take("+")
    guard isEast || cursor.take("-"), let hours = cursor.digits(2), hours < 24 else { return nil }
    var minutes = 0
    if !cursor.isAtEnd {
      _ = cursor.take(":")
      guard let read = cursor.digits(2), read < 60 else { return nil }
      minutes = read
    }
    return (isEast ? 1 : -1) * (hours * 60 + minutes)
  }
}

/// Walks over the ASCII characters of a short text.
struct TextCursor {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    bytes = Array(text.utf8.prefix(100))
  }

  var isAtEnd: Bool { position == bytes.count }

  var isAtDigit: Bool { next.map { $0 &- UInt8(ascii: "0") < 10 } ?? false }

  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func take(_ choices: Unicode.Scalar...) -> Bool {
    guard let next, choices.contains(where: { $0.value == UInt32(next) }) else { return false }
    position += 1
    return true
  }

  /// Exactly so many digits.
  mutating func digits(_ count: Int) -> Int? {
    guard position + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[position..<position + count] {
      guard byte &- UInt8(ascii: "0") < 10 else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    position += count
    return value
  }

  /// The digits of a fraction, in millionths; the rest is cut off.
  mutating func fraction() -> Int? {
    var value = 0
    var count = 0
    while let next, next &- UInt8(ascii: "0") < 10 {
      if count < 6 { value = value * 10 + Int(next - UInt8(ascii: "0")) }
      count += 1
      position += 1
    }
    guard count > 0 else { return nil }
    while count < 6 {
      value *= 10
      count += 1
    }
    return value
  }

  /// A decimal number of any length.
  mutating func number() -> Double? {
    let start = position
    while let next, next &- UInt8(ascii: "0") < 10 || next == UInt8(ascii: ".") { position += 1 }
    return position > start ? Double(String(decoding: bytes[start..<position], as: UTF8.self)) : nil
  }
}
