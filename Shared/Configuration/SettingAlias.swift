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
    // Ours are named in full; all others are Prefect's.
    let canonical = name.hasPrefix("apus.") ? String(own) : "PREFECT_" + String(own)
    let rest = String(name.hasPrefix("server.") ? own.dropFirst("SERVER_".count) : own[...])
    return switch self {
    case .none: [canonical]
    case .api: [canonical, "PREFECT_API_" + rest]
    case .short: [canonical, "PREFECT_" + rest]
    case .named(let alias): [canonical, alias]
    }
  }
}
