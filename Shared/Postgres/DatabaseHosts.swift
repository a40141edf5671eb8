/// The hosts and ports of a database URL while it is read: those of the authority, or those of the parameters instead.
struct DatabaseHosts {
  private typealias Entry = (host: String, port: String?)

  private var authority: [Entry] = []
  private var parameters: [Entry] = []
  private var ports: [String] = []

  /// Reads `host:port`, any number of them separated by commas.
  mutating func read(authority text: Substring) throws(DatabaseURLError) {
    for part in text.split(separator: ",") {
      let (host, port) = try DatabaseHosts.entry(part)
      authority.append((try DatabaseConfiguration.decoded(Substring(host), "host"), port))
    }
  }

  /// Reads a `host` parameter; one after another adds to it.
  mutating func read(parameter text: String) throws(DatabaseURLError) {
    for part in text.split(separator: ",") { parameters.append(try DatabaseHosts.entry(part)) }
  }

  /// Reads a `port` parameter.
  mutating func read(ports text: String) throws(DatabaseURLError) {
    for part in text.split(separator: ",") { ports.append(String(part)) }
  }

  func places() throws(DatabaseURLError) -> [DatabaseConfiguration.Place] {
    var hosts = parameters.isEmpty ? authority : parameters
    if hosts.isEmpty { hosts = [("", nil)] }
    guard ports.count < 2 || ports.count == hosts.count else {
      throw DatabaseURLError(
        "names \(hosts.count) hosts and \(ports.count) ports; there is one port, or one for each host")
    }
    let common = parameters.isEmpty ? nil : authority.first?.port
    var places: [DatabaseConfiguration.Place] = []
    for (index, entry) in hosts.enumerated() {
      let own = ports.isEmpty ? nil : ports[ports.count == 1 ? 0 : index]
      let port = try DatabaseHosts.port(entry.port ?? own ?? common ?? "")
      places.append(.init(host: entry.host.isEmpty ? "localhost" : entry.host, port: port))
    }
    return places
  }

  /// A host and its port; a socket's directory has none, and an IPv6 address stands in brackets where it has one.
  private static func entry(_ text: Substring) throws(DatabaseURLError) -> Entry {
    if text.first == "/" || text.first == "@" { return (String(text), nil) }
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { throw DatabaseURLError("has an IPv6 address without its ]") }
      let behind = text[text.index(after: end)...]
      guard behind.isEmpty || behind.first == ":" else {
        throw DatabaseURLError("has something else than a port behind the host")
      }
      return (String(text[text.index(after: text.startIndex)..<end]), behind.isEmpty ? nil : String(behind.dropFirst()))
    }
    guard let colon = text.firstIndex(of: ":"), text[text.index(after: colon)...].firstIndex(of: ":") == nil else {
      return (String(text), nil)
    }
    return (String(text[..<colon]), String(text[text.index(after: colon)...]))
  }

  private static func port(_ text: String) throws(DatabaseURLError) -> Int {
    if text.isEmpty { return 5432 }
    guard let number = Int(text), (1...65_535).contains(number) else {
      throw DatabaseURLError("has the port '\(text)'; a port is a number from 1 to 65535")
    }
    return number
  }
}
