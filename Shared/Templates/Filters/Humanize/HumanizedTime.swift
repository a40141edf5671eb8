internal import Values

/// A moment or a span of time in words, as the package `humanize` has it.
struct HumanizedTime {
  let value: TemplateValue
  let renderer: Renderer

  init(_ value: TemplateValue, _ renderer: Renderer) {
    self.value = value
    self.renderer = renderer
  }

  private var budget: Budget { renderer.budget }
  private var moment: TemplateMoment? { if case .object(let object) = value { object as? TemplateMoment } else { nil } }
  private var templateSpan: TemplateSpan? {
    if case .object(let object) = value { object as? TemplateSpan } else { nil }
  }
  private var span: Duration? { templateSpan?.span }

  /// Whole days, and what is left of the last one.
  struct Parts {
    let days: Int
    let seconds: Int
    let microseconds: Int

    /// - Parameter total: Microseconds, of which the sign does not count.
    init(_ total: Int128) {
      let total = total.magnitude
      days = Int(total / 86_400_000_000)
      seconds = Int(total / 1_000_000 % 86_400)
      microseconds = Int(total % 1_000_000)
    }
  }

  // MARK: - Spans

  /// `abs(value)`
  func magnitude() throws(TemplateError) -> TemplateValue {
    guard let templateSpan else {
      if case .undefined = value { throw .type("bad operand type for abs(): 'ChainableUndefined'") }
      return try Filters.number("abs", value, CallArguments(), budget)
    }
    return .object(templateSpan.magnitude)
  }

  /// The moment that lies the value back, and the value as a span.
  func dateAndSpan() throws(TemplateError) -> TemplateValue {
    guard let total = try distanceBack(rounding: true) else { return .tuple([.none, value]) }
    let now = renderer.now
    let microseconds = Int64(clamping: total)
    let date = Timestamp(microseconds: now.microseconds - microseconds)
    let span = templateSpan?.magnitude ?? TemplateSpan(.microseconds(Int64(clamping: total.magnitude)))
    return .tuple([.object(TemplateMoment(date, isNaive: true)), .object(span)])
  }

  /// How many microseconds before now the value lies; nil for what is neither a moment nor a span nor a number.
  private func distanceBack(
    rounding isRounded: Bool, from now: Timestamp? = nil, asLocal: Bool = false
  ) throws(TemplateError) -> Int128? {
    let now = now ?? renderer.now
    let total: Int128
    if let moment {
      guard moment.isNaive || asLocal else { throw .type("can't compare offset-naive and offset-aware datetimes") }
      return Int128(now.microseconds) - Int128(moment.moment.microseconds)
    } else if let span {
      total = Int128(span.wholeMicroseconds)
    } else if let number = value.number, !number.isNaN {
      total = try HumanizedTime.microseconds(isRounded ? number.rounded(.toNearestOrEven) : number)
    } else {
      return nil
    }
    let date = Int128(now.microseconds) - total
    guard (-62_135_596_800_000_000..<253_402_300_800_000_000).contains(date) else {
      throw .overflow("date value out of range")
    }
    return total
  }

  /// `timedelta(seconds=seconds)`
  private static func microseconds(_ seconds: Double) throws(TemplateError) -> Int128 {
    guard seconds.isFinite else { throw .overflow("cannot convert float infinity to integer") }
    let whole = seconds.rounded(.towardZero)
    guard whole.magnitude < 86_400 * 1_000_000_000 else {
      throw .overflow("days=\(PythonNumber.Whole(truncating: whole / 86_400).digits); must have magnitude <= 999999999")
    }
    return Int128(whole) * 1_000_000 + Int128(((seconds - whole) * 1_000_000).rounded(.toNearestOrEven))
  }

  /// `an hour`, `1 year, 2 months`
  func delta(months: Bool, minimum: TemplateValue) throws(TemplateError) -> String {
    let unit = try HumanizedUnit(minimum)
    guard unit <= .seconds else { throw .value("Minimum unit '\(try minimum.shown(budget))' not supported") }
    if case .undefined(let error) = value { throw error }
    if let span { return HumanizedTime.words(Int128(span.wholeMicroseconds), months: months, minimum: unit) }
    let number = value.number ?? value.string.flatMap { PythonNumber.Whole($0)?.nearest }
    guard let number, number.isFinite else { return try value.shown(budget) }
    return HumanizedTime.words(try HumanizedTime.microseconds(number), months: months, minimum: unit)
  }

  private static func words(_ total: Int128, months usesMonths: Bool, minimum: HumanizedUnit) -> String {
    let parts = Parts(total)
    let (years, days) = (parts.days / 365, parts.days % 365)
    let months = rounded(days, 30.5)
    func counted(_ count: Int, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }
    switch years {
    case 0 where days == 0: return clockWords(parts, minimum: minimum, counted)
    case 0:
      if days == 1 { return "a day" }
      if !usesMonths || months == 0 { return counted(days, "day") }
      return months == 1 ? "a month" : months == 12 ? "a year" : counted(months, "month")
    case 1:
      if days == 0 { return "a year" }
      if months == 0 || !usesMonths { return "1 year, " + counted(days, "day") }
      return months == 12 ? "2 years" : "1 year, " + counted(months, "month")
    default:
      let years = rounded(parts.days, 365)
      return "\(PythonNumber.grouped(String(years))) year\(years == 1 ? "" : "s")"
    }
  }

  /// Less than a day.
  private static func clockWords(
    _ parts: Parts, minimum: HumanizedUnit, _ counted: (Int, String) -> String
  ) -> String {
    switch parts.seconds {
    case 0:
      if minimum == .microseconds, parts.microseconds < 1000 { return counted(parts.microseconds, "microsecond") }
      return minimum == .seconds ? "a moment" : counted(parts.microseconds / 1000, "millisecond")
    case 1: return "a second"
    case ..<60: return counted(parts.seconds, "second")
    case ..<3600:
      let minutes = rounded(parts.seconds, 60)
      return minutes == 1 ? "a minute" : minutes == 60 ? "an hour" : counted(minutes, "minute")
    default:
      let hours = rounded(parts.seconds, 3600)
      return hours == 1 ? "an hour" : hours == 24 ? "a day" : counted(hours, "hour")
    }
  }

  private static func rounded(_ count: Int, _ divisor: Double) -> Int {
    Int((Double(count) / divisor).rounded(.toNearestOrEven))
  }

  // MARK: - Moments

  /// `3 hours ago`, `2 days from now`
  func distance(_ read: Filters.Reader) throws(TemplateError) -> String {
    var now = renderer.now
    if let given = read["when"], given.isTrue {
      if case .object(let object) = given, let other = object as? TemplateMoment {
        now = other.moment
      } else {
        guard moment == nil, span == nil else {
          throw .type("unsupported operand type(s) for -: '\(given.typeName)' and '\(value.typeName)'")
        }
        return try value.shown(budget)
      }
    }
    guard let total = try distanceBack(rounding: true, from: now, asLocal: true) else {
      return try value.shown(budget)
    }
    let unit = try HumanizedUnit(read.given("minimum_unit") ?? .text("seconds"))
    guard unit <= .seconds else { throw .value("Minimum unit '\(unit)' not supported") }
    let isAhead = moment == nil && span == nil ? read.flag("future") : total < 0
    let text = HumanizedTime.words(total, months: read.given("months")?.isTrue ?? true, minimum: unit)
    return text == "a moment" ? "now" : text + (isAhead ? " from now" : " ago")
  }

  /// `today`, `Mar 05`
  func day() throws(TemplateError) -> String { try day(format: "%b %d") { _ in false } }

  /// The same, with the year of a date that is more than about five months away.
  func date() throws(TemplateError) -> String { try day(format: "%b %d %Y") { Double($0.magnitude) < 5 * 365 / 12.0 } }

  private func day(format: String, isNear: (Int64) -> Bool) throws(TemplateError) -> String {
    guard let moment else {
      if case .undefined = value { throw .type("'ChainableUndefined' object cannot be interpreted as an integer") }
      return try value.shown(budget)
    }
    let microseconds: Int64 = 86_400_000_000
    let days =
      moment.moment.microseconds.flooredDivision(by: microseconds)
      - renderer.now.microseconds.flooredDivision(by: microseconds)
    switch days {
    case 0: return "today"
    case 1: return "tomorrow"
    case -1: return "yesterday"
    default: return try DateFormat.text(of: CivilTime(moment.moment), isNear(days) ? "%b %d" : format)
    }
  }

  // MARK: - Precise spans

  /// `2 days, 1 hour and 33.12 seconds`
  func precise(_ read: Filters.Reader) throws(TemplateError) -> String {
    guard let total = try distanceBack(rounding: false) else { return try value.shown(budget) }
    var suppressed: Set<HumanizedUnit> = []
    for unit in try (read.given("suppress") ?? .tuple([])).elements(budget) {
      suppressed.insert(try HumanizedUnit(unit))
    }
    let precise = try PreciseSpan(
      minimum: try HumanizedUnit(read.given("minimum_unit") ?? .text("seconds")), suppressed: suppressed,
      format: read.given("format") ?? .text("%0.2f"), budget: budget)
    return try precise.text(of: Parts(total))
  }
}
