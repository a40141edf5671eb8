internal import Values

/// The rule of a TZif footer: `EST5EDT,M3.2.0,M11.1.0` and its like (POSIX TZ, with the extensions of RFC 9636 §3.3.1).
struct PosixZone: Sendable, Hashable {
  /// When within a year a change happens, and at which local second of that day (which may lie outside it).
  struct Change: Sendable, Hashable {
    enum Day: Sendable, Hashable {
      /// `Mm.w.d`: the w-th weekday d (0 is Sunday) of month m; 5 is the last.
      case weekday(month: Int, week: Int, weekday: Int)
      /// `Jn`: day 1…365, February 29 never counted.
      case julian(Int)
      /// `n`: day 0…365.
      case ordinal(Int)
    }

    var day: Day
    var second: Int64
  }

  struct Daylight: Sendable, Hashable {
    var offset: Int
    var start: Change
    var end: Change
  }

  let standardOffset: Int
  let daylight: Daylight?

  init?(_ text: String) {
    var scanner = PosixZoneScanner(text)
    guard scanner.name(), let standard = scanner.offset() else { return nil }
    standardOffset = -standard
    if scanner.isAtEnd {
      daylight = nil
      return
    }
    guard scanner.name() else { return nil }
    var offset = standardOffset + 3600
    if let next = scanner.peek, next != "," {
      guard let given = scanner.offset() else { return nil }
      offset = -given
    }
    guard let start = scanner.change(), let end = scanner.change(), scanner.isAtEnd else { return nil }
    daylight = Daylight(offset: offset, start: start, end: end)
  }

  /// The offset from UTC, in seconds, at a second since 1970.
  func offset(atSecond second: Int64) -> Int {
    let local = second + Int64(standardOffset)
    let year = CivilTime.date(ofDay: local.flooredDivision(by: 86_400)).year
    guard let daylight, let (start, end) = daylightTime(in: year) else { return standardOffset }
    let isDaylight = start < end ? (start..<end).contains(second) : !(end..<start).contains(second)
    return isDaylight ? daylight.offset : standardOffset
  }

  /// From which second to which one of a year it is daylight saving time; the end may lie before the start.
  func daylightTime(in year: Int) -> (start: Int64, end: Int64)? {
    daylight.map {
      (
        PosixZone.second(of: $0.start, in: year) - Int64(standardOffset),
        PosixZone.second(of: $0.end, in: year) - Int64($0.offset)
      )
    }
  }

  /// The local second since 1970 of a change in a year.
  private static func second(of change: Change, in year: Int) -> Int64 {
    let day: Int64
    switch change.day {
    case .weekday(let month, let week, let weekday):
      let first = CivilTime.day(ofYear: year, month: month, day: 1)
      // 1970-01-01 was a Thursday.
      let firstWeekday = Int((first + 4) - ((first + 4).flooredDivision(by: 7)) * 7)
      var number = 1 + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      if number > CivilTime.days(inMonth: month, ofYear: year) { number -= 7 }
      day = first + Int64(number - 1)
    case .julian(let number):
      let isLeap = CivilTime.days(inMonth: 2, ofYear: year) == 29
      day = CivilTime.day(ofYear: year, month: 1, day: 1) + Int64(number - 1 + (isLeap && number > 59 ? 1 : 0))
    case .ordinal(let number):
      day = CivilTime.day(ofYear: year, month: 1, day: 1) + Int64(number)
    }
    return day * 86_400 + change.second
  }
}

private struct PosixZoneScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) {
    rest = Substring(text).utf8
  }

  var isAtEnd: Bool { rest.isEmpty }
  var peek: Character? { rest.first.map { Character(Unicode.Scalar($0)) } }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: byte) else { return false }
    rest.removeFirst()
    return true
  }

  /// A zone's abbreviation, of letters or in angle brackets.
  mutating func name() -> Bool {
    if take("<") {
      guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
      rest = rest[rest.index(after: end)...]
      return true
    }
    let letters = rest.prefix { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
    rest = rest[letters.endIndex...]
    return letters.count >= 3
  }

  private mutating func number() -> Int? {
    let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard !digits.isEmpty, digits.count <= 4 else { return nil }
    rest = rest[digits.endIndex...]
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  mutating func offset() -> Int? {
    let sign = take("-") ? -1 : 1
    if sign == 1 { _ = take("+") }
    guard let hours = number() else { return nil }
    var seconds = hours * 3600
    for unit in [60, 1] where take(":") {
      guard let part = number() else { return nil }
      seconds += part * unit
    }
    return sign * seconds
  }

  /// `,date[/time]`; 02:00:00 without a time.
  mutating func change() -> PosixZone.Change? {
    guard take(","), let day = day() else { return nil }
    guard take("/") else { return PosixZone.Change(day: day, second: 7200) }
    return offset().map { PosixZone.Change(day: day, second: Int64($0)) }
  }

  private mutating func day() -> PosixZone.Change.Day? {
    if take("M") {
      guard let month = number(), take("."), let week = number(), take("."), let weekday = number(),
        (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
      else { return nil }
      return .weekday(month: month, week: week, weekday: weekday)
    }
    if take("J") { return number().flatMap { (1...365).contains($0) ? .julian($0) : nil } }
    return number().flatMap { (0...365).contains($0) ? .ordinal($0) : nil }
  }
}
