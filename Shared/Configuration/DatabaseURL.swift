internal import Values

/// A PostgreSQL address in parts, read from SQLAlchemy's form and written in libpq's.
struct DatabaseURL {
  /// `user:password@host:port`, still escaped.
  private let authority: String
  /// The database, still escaped.
  private let name: String
  private var parameters: [(name: String, value: String)]
  /// Parameters that only the Python driver knows.
  private(set) var dropped: [String] = []

  /// Nil for anything that is not a PostgreSQL address.
  init?(_ text: String) {
    guard let scheme = text.firstRange(of: "://"), DatabaseURL.isPostgreSQL(scheme: String(text[..<scheme.lowerBound])),
      text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
    else { return nil }
    var rest = text[scheme.upperBound...]
    var query: Substring = ""
    if let mark = rest.firstIndex(of: "?") {
      query = rest[rest.index(after: mark)...]
      rest = rest[..<mark]
    }
    let slash = rest.lastIndex(of: "@").map { rest[$0...].firstIndex(of: "/") } ?? rest.firstIndex(of: "/")
    authority = String(rest[..<(slash ?? rest.endIndex)])
    name = slash.map { String(rest[rest.index(after: $0)...]) } ?? ""
    guard DatabaseURL.isSound(authority: authority) else { return nil }
    parameters = []
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      adopt(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
  }

  /// Makes an address of parts that are not escaped.
  init(host: String, port: Int?, user: String?, password: String?, name: String) {
    var login = user.map(DatabaseURL.escaped) ?? ""
    if let password { login += ":" + DatabaseURL.escaped(password) }
    let places = host.split(separator: ",").map { host -> String in
      let isAddress = host.contains(":") && !host.hasPrefix("[")
      let place = isAddress ? "[\(host)]" : host.hasPrefix("/") ? DatabaseURL.escaped(String(host)) : String(host)
      return place + (port.map { ":\($0)" } ?? "")
    }
    authority = (login.isEmpty ? "" : login + "@") + places.joined(separator: ",")
    self.name = DatabaseURL.escaped(name)
    parameters = []
  }

  /// Whether a SQLAlchemy scheme, the driver's name included, stands for PostgreSQL.
  static func isPostgreSQL(scheme: String) -> Bool {
    let known = ["postgresql", "postgres", "postgresql+asyncpg", "postgresql+psycopg", "postgresql+psycopg2"]
    return known.contains(scheme.lowercased())
  }

  /// Whether each host has a port that can be one.
  private static func isSound(authority: String) -> Bool {
    let hosts = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority[...]
    return hosts.split(separator: ",").allSatisfy(isSound(host:))
  }

  private static func isSound(host hosts: Substring) -> Bool {
    let bracket = hosts.lastIndex(of: "]") ?? hosts.startIndex
    guard let colon = hosts[bracket...].lastIndex(of: ":") else { return true }
    let port = hosts[hosts.index(after: colon)...]
    return port.isEmpty || Int(port).map { (1...65535).contains($0) } == true
  }

  /// Takes a parameter of SQLAlchemy's: asyncpg's `ssl` is libpq's `sslmode`, its caches mean nothing here.
  private mutating func adopt(_ key: String, _ value: String) {
    switch key {
    case "ssl":
      let mode = ["true": "require", "1": "require", "false": "disable", "0": "disable"][value.lowercased()]
      parameters.append(("sslmode", mode ?? value))
    case "prepared_statement_cache_size", "statement_cache_size", "prepared_statement_name_func", "command_timeout",
      "timeout", "max_cached_statement_lifetime", "max_cacheable_statement_size", "async_fallback", "server_settings":
      dropped.append(key)
    default:
      parameters.append((key, value))
    }
  }

  /// Adds a parameter (not escaped) unless the address has it.
  mutating func add(_ key: String, _ value: String) {
    guard !parameters.contains(where: { $0.name == key }) else { return }
    parameters.append((key, DatabaseURL.escaped(value)))
  }

  /// The address for libpq.
  var text: String {
    let query = parameters.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    return "postgresql://\(authority)/\(name)" + (query.isEmpty ? "" : "?" + query)
  }

  /// Host and database, without user, password and parameters.
  var place: String {
    let host = authority.lastIndex(of: "@").map { String(authority[authority.index(after: $0)...]) } ?? authority
    let others = parameters.filter { $0.name == "host" }.map(\.value).joined(separator: ",")
    return "\(others.isEmpty ? host : others)/\(name)"
  }

  /// Percent-encodes everything but the unreserved characters.
  static func escaped(_ text: String) -> String { PercentEncoding.encode(text.utf8) }
}

extension String {
  fileprivate func firstRange(of part: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}
