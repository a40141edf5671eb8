internal import JSON
public import Values

/// A moment in UTC, as Python's date and time with a zone.
final class TemplateMoment: TemplateObject {
  let moment: Timestamp
  /// Whether it has no zone.
  let isNaive: Bool

  init(_ moment: Timestamp, isNaive: Bool = false) {
    self.moment = moment
    self.isNaive = isNaive
  }

  private var civil: CivilTime { CivilTime(moment) }

  override var typeName: String { isNaive ? "datetime" : "DateTime" }
  override var qualifiedTypeName: String { isNaive ? "datetime.datetime" : "pendulum.datetime.DateTime" }
  override var text: String {
    let civil = civil
    if isNaive {
      var parts = [civil.year, civil.month, civil.day, civil.hour, civil.minute]
      if civil.second != 0 || civil.microsecond != 0 { parts.append(civil.second) }
      if civil.microsecond != 0 { parts.append(civil.microsecond) }
      return "datetime.datetime(\(parts.map(String.init).joined(separator: ", ")))"
    }
    let parts = [civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second].map(String.init)
    let fraction = civil.microsecond == 0 ? "" : ", \(civil.microsecond)"
    return "DateTime(\(parts.joined(separator: ", "))\(fraction), tzinfo=Timezone('UTC'))"
  }
  override var plainText: String { iso.replacing("T", with: " ") }
  override var json: TemplateValue? { .text(moment.text) }

  private var iso: String {
    isNaive ? String(moment.textWithOffset.prefix { $0 != "+" }) : moment.textWithOffset
  }

  override func attribute(_ name: String) -> TemplateValue? {
    let civil = civil
    switch name {
    case "year": return .integer(Int64(civil.year))
    case "month": return .integer(Int64(civil.month))
    case "day": return .integer(Int64(civil.day))
    case "hour": return .integer(Int64(civil.hour))
    case "minute": return .integer(Int64(civil.minute))
    case "second": return .integer(Int64(civil.second))
    case "microsecond": return .integer(Int64(civil.microsecond))
    case "date": return .function(name) { .text(String(self.iso.prefix(10))) }
    case "time": return .function(name) { .text(String(self.iso.dropFirst(11).prefix { $0 != "+" })) }
    case "timestamp": return .function(name) { .float(Double(self.moment.microseconds) / 1_000_000) }
    case "isoformat": return .function(name) { .text(self.iso) }
    case "to_iso8601_string": return .function(name) { .text(self.moment.text) }
    case "to_date_string": return .function(name) { .text(String(self.iso.prefix(10))) }
    case "to_datetime_string": return .function(name) { .text(String(self.plainText.prefix(19))) }
    case "weekday": return .function(name) { .integer(Int64(self.weekday)) }
    case "isoweekday": return .function(name) { .integer(Int64(self.weekday + 1)) }
    case "strftime":
      return .object(
        TemplateFunction(name) { (arguments) throws(TemplateError) in
          guard let format = arguments.positional.first?.string else {
            throw .type("strftime() argument 1 must be str")
          }
          return .text(try DateFormat.text(of: civil, format))
        })
    default: return nil
    }
  }

  /// Counted from Monday, 0.
  private var weekday: Int { DateFormat.weekday(civil) }

  override func equals(_ other: TemplateObject) -> Bool {
    guard let other = other as? TemplateMoment else { return false }
    return other.isNaive == isNaive && other.moment == moment
  }

  override func precedes(_ other: TemplateObject) -> Bool? {
    guard let other = other as? TemplateMoment, other.isNaive == isNaive else { return nil }
    return moment < other.moment
  }

  override func combined(_ sign: Expression.Arithmetic, _ other: TemplateValue) -> TemplateValue? {
    guard case .object(let other) = other else { return nil }
    switch (sign, other) {
    case (.subtract, let other as TemplateMoment) where other.isNaive == isNaive:
      return isNaive ? .span(moment - other.moment) : .object(TemplateSpan(from: other.moment, to: moment))
    case (.subtract, let other as TemplateSpan): return .object(TemplateMoment(moment - other.span, isNaive: isNaive))
    case (.add, let other as TemplateSpan): return .object(TemplateMoment(moment + other.span, isNaive: isNaive))
    default: return nil
    }
  }
}

/// A span of time.
final class TemplateSpan: TemplateObject {
  let span: Duration
  /// The moments that it lies between, if it is the difference of two (an `Interval` of pendulum).
  private let ends: (start: Timestamp, end: Timestamp)?

  init(_ span: Duration) {
    self.span = span
    ends = nil
  }

  init(from start: Timestamp, to end: Timestamp) {
    span = end - start
    ends = (start, end)
  }

  /// The same without its sign.
  var magnitude: TemplateSpan {
    guard span < .zero else { return self }
    return ends.map { TemplateSpan(from: $0.end, to: $0.start) } ?? TemplateSpan(.zero - span)
  }

  private var interval: String? {
    ends.map { "<Interval [\(TemplateMoment($0.start).plainText) -> \(TemplateMoment($0.end).plainText)]>" }
  }

  /// Whole days, seconds of a day, and microseconds of a second; only the days are negative.
  private var parts: (days: Int64, seconds: Int64, microseconds: Int64) {
    let total = span.wholeMicroseconds
    let days = total.flooredDivision(by: 86_400_000_000)
    let rest = total - days * 86_400_000_000
    return (days, rest / 1_000_000, rest % 1_000_000)
  }

  override var typeName: String { ends == nil ? "timedelta" : "Interval" }
  override var qualifiedTypeName: String { ends == nil ? "datetime.timedelta" : "pendulum.interval.Interval" }
  override var text: String {
    if let interval { return interval }
    let (days, seconds, microseconds) = parts
    var named: [String] = []
    if days != 0 { named.append("days=\(days)") }
    if seconds != 0 { named.append("seconds=\(seconds)") }
    if microseconds != 0 { named.append("microseconds=\(microseconds)") }
    return "datetime.timedelta(\(named.isEmpty ? "0" : named.joined(separator: ", ")))"
  }
  override var plainText: String {
    if let interval { return interval }
    let (days, seconds, microseconds) = parts
    let prefix = days == 0 ? "" : "\(days) day\(days.magnitude == 1 ? "" : "s"), "
    let fraction = microseconds == 0 ? "" : "." + DateFormat.padded(Int(microseconds), 6)
    let clock = [seconds / 60 % 60, seconds % 60].map { DateFormat.padded(Int($0), 2) }
    return prefix + "\(seconds / 3600):" + clock.joined(separator: ":") + fraction
  }
  override var json: TemplateValue? { .float(span.inSeconds) }
  override var isTrue: Bool { span != .zero }

  override func attribute(_ name: String) -> TemplateValue? {
    switch name {
    case "days": .integer(parts.days)
    case "seconds": .integer(parts.seconds)
    case "microseconds": .integer(parts.microseconds)
    case "total_seconds": .function(name) { .float(self.span.inSeconds) }
    default: nil
    }
  }

  override func equals(_ other: TemplateObject) -> Bool { (other as? TemplateSpan)?.span == span }

  override func precedes(_ other: TemplateObject) -> Bool? { (other as? TemplateSpan).map { span < $0.span } }

  override func combined(_ sign: Expression.Arithmetic, _ other: TemplateValue) -> TemplateValue? {
    guard case .object(let object) = other, let other = object as? TemplateSpan else { return nil }
    switch sign {
    case .add: return .span(span + other.span)
    case .subtract: return .span(span - other.span)
    default: return nil
    }
  }
}

extension TemplateValue {
  public static func moment(_ moment: Timestamp) -> TemplateValue { .object(TemplateMoment(moment)) }

  public static func span(_ span: Duration) -> TemplateValue { .object(TemplateSpan(span)) }
}
