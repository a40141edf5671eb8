internal import HTTP
internal import Orchestration

extension Request {
  /// What the client says of its versions.
  var clientVersions: ClientVersions {
    ClientVersions(
      api: headers["x-prefect-api-version"].flatMap { Version($0) },
      client: headers["user-agent"].flatMap(Request.clientVersion))
  }

  /// The version in `prefect/3.8.8 (API 0.8.4)` (contract §7.1).
  private static func clientVersion(_ agent: String) -> Version? {
    guard agent.hasPrefix("prefect/"), agent.hasSuffix(")"), let end = agent.firstIndex(of: " "),
      agent[end...].hasPrefix(" (API ")
    else { return nil }
    let text = agent[agent.index(agent.startIndex, offsetBy: 8)..<end]
    let parts = text.split(separator: ".", maxSplits: 2)
    guard parts.count == 3 else { return nil }
    return Version("\(parts[0]).\(parts[1]).\(parts[2].prefix { $0.isNumber })")
  }
}
