internal import JSON
public import Values

/// A moment in UTC, as Python's date and time with a zone.
final class TemplateMoment: TemplateObject {
  let moment: Timestamp

  init(_ moment: Timestamp) {
    self.moment = moment
  }

  private var civil: CivilTime { CivilTime(moment) }

  override var typeName: String { "DateTime" }
  override var qualifiedTypeName: String { "pendulum.datetime.DateTime" }
  override var text: String {
    let civil = civil
    let parts = [civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second].map(String.init)
    let fraction = civil.microsecond == 0 ? "" : ", \(civil.microsecond)"
    return "DateTime(\(parts.joined(separator: ", "))\(fraction), tzinfo=Timezone('UTC'))"
  }
  override var plainText: String { iso.replacing("T", with: " ") }
  override var json: TemplateValue? { .text(moment.text) }

  private var iso: String { moment.textWithOffset }

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

  override func equals(_ other: TemplateObject) -> Bool { (other as? TemplateMoment)?.moment == moment }

  override func precedes(_ other: TemplateObject) -> Bool? { (other as? TemplateMoment).map { moment < $0.moment } }

  override func combined(_ sign: Expression.Arithmetic, _ other: TemplateValue) -> TemplateValue? {
    guard case .object(let other) = other else { return nil }
    switch (sign, other) {
    case (.subtract, let other as TemplateMoment): return .span(moment - other.moment)
    case (.subtract, let other as TemplateSpan): return .moment(moment - other.span)
    case (.add, let other as TemplateSpan): return .moment(moment + other.span)
    default: return nil
    }
  }
}

/// A span of time.
final class TemplateSpan: TemplateObject {
  let span: Duration

  init(_ span: Duration) {
    self.span = span
  }

  /// Whole days, seconds of a day, and microseconds of a second; only the days are negative.
  private var parts: (days: Int64, seconds: Int64, microseconds: Int64) {
    let total = span.wholeMicroseconds
    let days = total.flooredDivision(by: 86_400_000_000)
    let rest = total - days * 86_400_000_000
    return (days, rest / 1_000_000, rest % 1_000_000)
  }

  override var typeName: String { "timedelta" }
  override var qualifiedTypeName: String { "datetime.timedelta" }
  override var text: String {
    let (days, seconds, microseconds) = parts
    var named: [String] = []
    if days != 0 { named.append("days=\(days)") }
    if seconds != 0 { named.append("seconds=\(seconds)") }
    if microseconds != 0 { named.append("microseconds=\(microseconds)") }
    return "datetime.timedelta(\(named.isEmpty ? "0" : named.joined(separator: ", ")))"
  }
  override var plainText: String {
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
