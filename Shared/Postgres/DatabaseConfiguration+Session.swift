internal import Values

extension DatabaseConfiguration {
  /// What libpq is given for one connection.
  ///
  /// - Parameters:
  ///   - place: One of the hosts.
  ///   - addresses: What its name resolved to, tried in turn; empty when libpq needs no help with it.
  func libpqParameters(_ place: Place, addresses: [String]) -> [(name: String, value: String)] {
    var parameters: [(name: String, value: String)] = []
    func set(_ name: String, _ value: String?) {
      if let value { parameters.append((name, value)) }
    }
    set("host", addresses.isEmpty ? place.host : addresses.map { _ in place.host }.joined(separator: ","))
    if !addresses.isEmpty { set("hostaddr", addresses.joined(separator: ",")) }
    set("port", String(place.port))
    set("user", user)
    set("password", password)
    set("dbname", database)
    set("application_name", applicationName)
    set("sslmode", tlsMode)
    set("client_encoding", "UTF8")
    // A peer that is gone without a word is noticed within half a minute.
    let defaults = [
      ("gssencmode", "disable"), ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
      ("tcp_user_timeout", "20000"),
    ]
    // Of several hosts one is the primary, which alone takes writes.
    if !otherHosts.isEmpty, connectionParameters["target_session_attrs"] == nil {
      set("target_session_attrs", "read-write")
    }
    for (name, value) in defaults where connectionParameters[name] == nil { set(name, value) }
    for (name, value) in connectionParameters where name != "options" { set(name, value) }
    set("options", sessionOptions)
    return parameters
  }

  /// The session's settings as the server's command line takes them.
  private var sessionOptions: String {
    var settings = sessionSettings
    settings["statement_timeout"] = String(statementTimeout.wholeMicroseconds / 1000)
    settings[Database.sessionMark] = "on"
    if let searchPath { settings["search_path"] = searchPath }
    var options = settings.sorted { $0.key < $1.key }.map { name, value in
      "-c \(name)=\(DatabaseConfiguration.escaped(value))"
    }
    // The user's own come last and win.
    if let own = connectionParameters["options"] { options.append(own) }
    return options.joined(separator: " ")
  }

  private static func escaped(_ value: String) -> String {
    var text = ""
    for character in value {
      if character == " " || character == "\\" { text.append("\\") }
      text.append(character)
    }
    return text
  }
}
