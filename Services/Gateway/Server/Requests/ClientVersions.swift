internal import HTTP
internal import Orchestration

extension Request {
  /// What the client says of its versions.
  var clientVersions: ClientVersions {
    ClientVersions(
      api: headers["x-prefect-api-version"].flatMap { Version($0) },
      client: headers["user-agent"].flatMap(Request.clientVersion))
  }

  /// The version in `prefect/3.9.1 (API 0.8.4)` (contract §7.1).
  private static func clientVersion(_ agent: String) -> Version? {
    let agent = agent.utf8
    guard agent.starts(with: "prefect/".utf8), agent.last == UInt8(ascii: ")") else { return nil }
    let text = agent.dropFirst(8).prefix { $0 != UInt8(ascii: " ") }
    guard agent[text.endIndex...].starts(with: " (API ".utf8) else { return nil }
    // What follows the third number says which pre-release it is.
    var dots = 0
    let numbers = text.prefix { byte in
      if byte == UInt8(ascii: ".") { dots += 1 }
      return dots < 2 || byte == UInt8(ascii: ".") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }
    return Version(Substring(numbers))
  }
}
