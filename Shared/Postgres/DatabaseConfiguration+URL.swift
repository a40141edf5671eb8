/// A database URL that can't be used, and why. It never holds the password.
public struct DatabaseURLError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  init(_ reason: String) {
    description = "the database URL \(reason)"
  }
}

extension DatabaseConfiguration {
  /// Reads `postgresql://user:password@host:port/database?parameters`.
  ///
  /// The scheme may name a driver (`postgresql+asyncpg`), as the reference's setting does. User, password, host,
  /// database and parameters are percent-encoded. `host` and `port` may also be parameters, where `host` may be the
  /// directory of a Unix socket. Several hosts are separated by commas, as libpq has them, or each a parameter
  /// `host=name:port`, as SQLAlchemy has them. `ssl` is asyncpg's name for `sslmode`.
  public init(url: String) throws(DatabaseURLError) {
    self.init()
    guard let schemeEnd = url.firstRange(of: "://") else {
      throw DatabaseURLError("has no scheme; it starts with postgresql://")
    }
    let scheme = url[..<schemeEnd.lowerBound]
    guard ["postgresql", "postgres", "postgresql+asyncpg"].contains(scheme.lowercased()) else {
      throw DatabaseURLError("has the scheme '\(scheme)'; only PostgreSQL is supported (postgresql://)")
    }
    var rest = url[schemeEnd.upperBound...]
    if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
    var query: Substring = ""
    if let mark = rest.firstIndex(of: "?") {
      query = rest[rest.index(after: mark)...]
      rest = rest[..<mark]
    }
    var path: Substring = ""
    if let slash = rest.firstIndex(of: "/") {
      path = rest[rest.index(after: slash)...]
      rest = rest[..<slash]
    }
    if let at = rest.lastIndex(of: "@") {
      try readUser(rest[..<at])
      rest = rest[rest.index(after: at)...]
    }
    var hosts = DatabaseHosts()
    try hosts.read(authority: rest)
    if !path.isEmpty { database = try DatabaseConfiguration.decoded(path, "database name") }
    for pair in query.split(separator: "&") { try readParameter(pair, &hosts) }
    let places = try hosts.places()
    host = places[0].host
    port = places[0].port
    otherHosts = Array(places.dropFirst())
  }

  private mutating func readUser(_ text: Substring) throws(DatabaseURLError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if let name = parts.first, !name.isEmpty { user = try DatabaseConfiguration.decoded(name, "user name") }
    if parts.count == 2 { password = try DatabaseConfiguration.decoded(parts[1], "password") }
  }

  private mutating func readParameter(_ pair: Substring, _ hosts: inout DatabaseHosts) throws(DatabaseURLError) {
    let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = try DatabaseConfiguration.decoded(parts[0], "name of a parameter")
    guard parts.count == 2 else { throw DatabaseURLError("has the parameter '\(name)' without a value") }
    let value = try DatabaseConfiguration.decoded(parts[1], "parameter '\(name)'")
    switch name {
    case "host": try hosts.read(parameter: value)
    case "port": try hosts.read(ports: value)
    case "target_session_attrs":
      guard ["any", "read-write", "primary"].contains(value) else {
        throw DatabaseURLError(
          "has target_session_attrs '\(value)'; Apus writes: it is one of any, read-write, primary")
      }
      connectionParameters[name] = value
    case "user": user = value
    case "password": password = value
    case "dbname", "database": database = value
    case "application_name": applicationName = value
    case "search_path", "currentSchema": searchPath = value
    case "sslmode", "ssl": tlsMode = try DatabaseConfiguration.tlsMode(value)
    case "connect_timeout", "timeout":
      connectTimeout = try DatabaseConfiguration.seconds(value, of: name)
    case "statement_timeout", "command_timeout":
      statementTimeout = try DatabaseConfiguration.seconds(value, of: name)
    case "sslrootcert", "sslcert", "sslkey", "sslpassword", "sslcrl", "sslsni", "ssl_min_protocol_version",
      "channel_binding", "passfile", "service", "options", "keepalives", "keepalives_idle",
      "keepalives_interval", "keepalives_count", "tcp_user_timeout", "gssencmode", "krbsrvname", "require_peer":
      connectionParameters[name == "require_peer" ? "requirepeer" : name] = value
    case "prepared_statement_cache_size", "prepared_statement_name_func", "statement_cache_size",
      "max_cached_statement_lifetime", "max_cacheable_statement_size", "async_fallback":
      // Only meant for the reference's driver.
      break
    default: throw DatabaseURLError("has the parameter '\(name)', which is not known")
    }
  }

  /// libpq's word for asyncpg's, which also takes a truth value.
  private static func tlsMode(_ text: String) throws(DatabaseURLError) -> String {
    switch text.lowercased() {
    case "disable", "allow", "prefer", "require", "verify-ca", "verify-full": text.lowercased()
    case "true", "1", "on", "yes": "require"
    case "false", "0", "off", "no": "disable"
    default:
      throw DatabaseURLError(
        "has the sslmode '\(text)'; it is one of disable, allow, prefer, require, verify-ca, verify-full")
    }
  }

  private static func seconds(_ text: String, of name: String) throws(DatabaseURLError) -> Duration {
    guard let number = Double(text), number.isFinite, number >= 0, number <= 1e9 else {
      throw DatabaseURLError("has '\(text)' for '\(name)'; it is a number of seconds")
    }
    return .microseconds(Int64(number * 1e6))
  }

  static func decoded(_ text: Substring, _ what: String) throws(DatabaseURLError) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst(), let low = rest.popFirst(),
        let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16), high != UInt8(ascii: "+")
      else { throw DatabaseURLError("has a % without two hexadecimal digits in its \(what)") }
      bytes.append(value)
    }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw DatabaseURLError("has a \(what) that is not UTF-8 text")
    }
    return text
  }
}
