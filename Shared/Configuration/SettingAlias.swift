/// Another environment name under which Prefect accepts a setting.
enum SettingAlias: ExpressibleByStringLiteral {
  case none
  /// `PREFECT_API_…` for `PREFECT_SERVER_…`.
  case api
  /// `PREFECT_…` for `PREFECT_SERVER_…`.
  case short
  case named(String)

  init(stringLiteral value: String) { self = .named(value) }

  func variables(of name: String) -> [String] {
    let own = name.uppercased().map { $0 == "." ? "_" : $0 }
    guard name.hasPrefix("server.") else { return [String(own)] }
    let canonical = "PREFECT_" + String(own)
    let rest = String(own.dropFirst("SERVER_".count))
    return switch self {
    case .none: [canonical]
    case .api: [canonical, "PREFECT_API_" + rest]
    case .short: [canonical, "PREFECT_" + rest]
    case .named(let alias): [canonical, alias]
    }
  }
}
