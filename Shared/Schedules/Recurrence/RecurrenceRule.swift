internal import Values

/// A rule of RFC 5545 §3.3.10 in the dialect of the Python library dateutil: how often, from when, and which of the days and
/// times of each period. Times are wall times, in seconds since 1970-01-01T00:00:00 on some clock.
struct RecurrenceRule: Sendable, Hashable {
  enum Frequency: Int, Sendable, Comparable {
    case yearly, monthly, weekly, daily, hourly, minutely, secondly

    static func < (left: Frequency, right: Frequency) -> Bool { left.rawValue < right.rawValue }

    /// How long a period is, in seconds; nil where it varies.
    var seconds: Int64? {
      switch self {
      case .yearly, .monthly: nil
      case .weekly: 7 * 86_400
      case .daily: 86_400
      case .hourly: 3600
      case .minutely: 60
      case .secondly: 1
      }
    }
  }

  /// The n-th day of that name in its month or year, from the end if negative; 0 is Monday.
  struct NthWeekday: Sendable, Hashable {
    var weekday: Int
    var number: Int
  }

  var frequency: Frequency
  /// How many periods lie between those looked at; there is only the first one if this is not positive.
  var interval: Int64
  var count: Int64?
  /// The last wall time that may come.
  var until: Int64?
  /// Whether that was said with a zone.
  var endsInZone = false
  /// The first wall time that may come.
  var start: Int64
  /// On which weekday weeks begin; 0 is Monday.
  var weekStart = 0
  var positions: [Int] = []
  var months: [Int] = []
  var monthDays: [Int] = []
  var yearDays: [Int] = []
  var weekNumbers: [Int] = []
  /// Days from Easter Sunday.
  var easterDays: [Int] = []
  var weekdays: [Int] = []
  var nthWeekdays: [NthWeekday] = []
  /// Nil where hours are not restricted.
  var hours: [Int]?
  var minutes: [Int]?
  var seconds: [Int]?

  /// Whether every period has exactly one date, as far from the last one as the frequency and the interval say.
  private(set) var isPlain = false

  /// The default start of rules without one.
  static let defaultStart = CivilTime.day(ofYear: 2020, month: 1, day: 1) * 86_400
}

extension RecurrenceRule {
  /// Fills in what the start says about a rule that leaves it open, and drops times that never come.
  ///
  /// - Throws: Where a rule can't have any date, in dateutil's words.
  mutating func complete() throws(RecurrenceError) {
    let local = CivilTime(Timestamp(microseconds: start * 1_000_000))
    isPlain =
      frequency >= .weekly && positions.isEmpty && months.isEmpty && hours == nil && minutes == nil && seconds == nil
      && !restrictsDays
    if !restrictsDays {
      switch frequency {
      case .yearly:
        if months.isEmpty { months = [local.month] }
        monthDays = [local.day]
      case .monthly: monthDays = [local.day]
      case .weekly: weekdays = [RecurrenceRule.weekday(ofDay: start.flooredDivision(by: 86_400))]
      default: break
      }
    }
    for position in positions where position == 0 || !(-366...366).contains(position) {
      throw RecurrenceError("bysetpos must be between 1 and 366, or between -366 and -1")
    }
    hours = try completed(hours, .hourly, from: local.hour, base: 24)
    minutes = try completed(minutes, .minutely, from: local.minute, base: 60)
    seconds = try completed(seconds, .secondly, from: local.second, base: 60)
    if frequency < .hourly { try checkTimes() }
  }

  private var restrictsDays: Bool {
    !(weekNumbers.isEmpty && yearDays.isEmpty && monthDays.isEmpty && weekdays.isEmpty && nthWeekdays.isEmpty
      && easterDays.isEmpty)
  }

  private func completed(
    _ values: [Int]?, _ level: Frequency, from start: Int, base: Int
  ) throws(RecurrenceError) -> [Int]? {
    guard let values else { return frequency < level ? [start] : nil }
    guard frequency == level else { return values }
    // Only every so many values are ever reached.
    let stride = Int(RecurrenceRule.greatestCommonDivisor(interval.magnitude, UInt64(base)))
    let reached = values.filter { ($0 - start) % stride == 0 }
    guard !reached.isEmpty else { throw RecurrenceError("Invalid rrule byxxx generates an empty set.") }
    return reached
  }

  private func checkTimes() throws(RecurrenceError) {
    let parts = [
      (hours ?? [], 24, "hour must be in 0..23"), (minutes ?? [], 60, "minute must be in 0..59"),
      (seconds ?? [], 60, "second must be in 0..59"),
    ]
    // Of several faults the one is told that dateutil meets first, going through all times in order.
    for (values, base, reason) in parts {
      if let first = values.first, !(0..<base).contains(first) { throw RecurrenceError(reason) }
    }
    for (values, base, reason) in parts.reversed() {
      if !values.allSatisfy((0..<base).contains) { throw RecurrenceError(reason) }
    }
  }

  static func greatestCommonDivisor(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var (first, second) = (first, second)
    while second != 0 { (first, second) = (second, first % second) }
    return first
  }

  /// 0 is Monday; 1970-01-01 was a Thursday.
  static func weekday(ofDay day: Int64) -> Int {
    Int(day + 3 - (day + 3).flooredDivision(by: 7) * 7)
  }
}

/// Why a text is no recurrence, in dateutil's words where it has some.
public struct RecurrenceError: Error, Sendable, Equatable {
  public let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}
