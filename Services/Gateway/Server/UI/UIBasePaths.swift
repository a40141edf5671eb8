internal import HTTP

/// The paths that the two interfaces live under (contract §8): `/` for the server's root, else without a slash at the end.
struct UIBasePaths: Sendable, Equatable {
  private static let secondSuffix = "/v2"

  let v1: String
  let v2: String

  /// - Parameter configured: The setting: the base of the first interface, or that of the second with its `/v2`.
  init(_ configured: String) {
    var base = configured[...]
    while base.hasSuffix("/") { base.removeLast() }
    let text = base.isEmpty || base.hasPrefix("/") ? String(base) : "/" + base
    if text.hasSuffix(UIBasePaths.secondSuffix) {
      v2 = text
      let first = text.dropLast(UIBasePaths.secondSuffix.count)
      v1 = first.isEmpty ? "/" : String(first)
    } else {
      v1 = text.isEmpty ? "/" : text
      v2 = text + UIBasePaths.secondSuffix
    }
  }

  subscript(version: UIVersion) -> String {
    switch version {
    case .v1: v1
    case .v2: v2
    }
  }

  /// Where both interfaces ask for their settings.
  var settings: String { UIBasePaths.prefix(v1) + "/ui-settings" }

  /// What stands before the slash of every path under a base, and in the place of the placeholder.
  static func prefix(_ base: String) -> String {
    base == "/" ? "" : base
  }

  /// The base as the client of a request sees it, behind proxies that take away the beginning of paths.
  func publicBase(of version: UIVersion, to request: Request) -> String {
    let path = request.publicPath(UIBasePaths.prefix(self[version]))
    return path.isEmpty ? "/" : path
  }

  /// What follows the base in a path, with the slash; empty for the base itself; nil for a path elsewhere.
  func relative(_ path: String, to version: UIVersion) -> Substring? {
    let prefix = UIBasePaths.prefix(self[version])
    guard path.hasPrefix(prefix) else { return nil }
    let rest = path.dropFirst(prefix.count)
    return rest.isEmpty || rest.hasPrefix("/") ? rest : nil
  }

  /// The path's segments as a file's name: `.` and empty ones left out, `..` resolved; nil when they lead out.
  static func fileName(_ path: Substring) -> String? {
    var segments: [Substring] = []
    for segment in path.split(separator: "/") where segment != "." {
      if segment == ".." {
        guard segments.popLast() != nil else { return nil }
      } else {
        segments.append(segment)
      }
    }
    return segments.joined(separator: "/")
  }
}
