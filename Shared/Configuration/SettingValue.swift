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
    case .periods(let spans):
      spans.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.isoText)" }.joined(separator: ",")
    case .masked: Secret<String>.mask
    }
  }
}
