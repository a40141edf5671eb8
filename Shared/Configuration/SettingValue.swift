public import JSON

/// A setting's value as it is shown: in help, in `--check-config` and in `GET /admin/settings`.
public enum SettingValue: Sendable, Hashable {
  case absent
  case flag(Bool)
  case integer(Int)
  /// A span that the API shows as a number of seconds.
  case seconds(Duration)
  /// A span that the API shows in ISO 8601.
  case period(Duration)
  case text(String)
  case list([String])
  case number(Double)
  /// A value that is told as it was given.
  case json(RawJSON)
  case periods([String: Duration])
  /// A secret that is set.
  case masked

  /// The value on one line; empty when there is none.
  public var text: String {
    switch self {
    case .absent: ""
    case .flag(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .seconds(let span): span.secondsText
    case .period(let span): span.isoText
    case .text(let text): text
    case .list(let items): items.joined(separator: ",")
    case .number(let number): "\(number)"
    case .json(let json): json.description
    case .periods(let spans):
      spans.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.isoText)" }.joined(separator: ",")
    case .masked: Secret<String>.mask
    }
  }
}

extension SettingValue {
  /// Seconds, as a whole number where they are one.
  static func wholeSeconds(_ span: Duration) -> SettingValue {
    span.components.attoseconds == 0 ? .integer(Int(span.components.seconds)) : .seconds(span)
  }
}

extension SettingValue: JSONWritable {
  /// In the form of the API.
  public func write(to writer: inout JSONWriter) {
    switch self {
    case .absent: writer.null()
    case .flag(let flag): writer.bool(flag)
    case .integer(let number): writer.integer(number)
    case .seconds(let span): writer.duration(span)
    case .list(let items): writer.strings(items)
    case .number(let number): writer.double(number)
    case .json(let json): writer.raw(json)
    case .periods(let spans):
      writer.beginObject()
      for (name, span) in spans.sorted(by: { $0.key < $1.key }) {
        writer.key(name)
        writer.string(span.isoText)
      }
      writer.endObject()
    case .period, .text, .masked: writer.string(text)
    }
  }
}
