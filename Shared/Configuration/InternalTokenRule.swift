/// When a program must know the internal token: whenever others could reach an inner service, or whoever calls the API must
/// show credentials. Without the token an inner service answers everybody who reaches it.
struct InternalTokenRule {
  private static let advice =
    "Set APUS_INTERNAL_TOKEN to the same secret in all four services, or APUS_INTERNAL_TOKEN_FILE to the path of a file with it."

  let service: ServiceName
  let cluster: ClusterSettings
  let server: ServerSettings

  /// One sentence for each reason why the token can't be left out.
  var problems: [String] {
    reasons.map { "\($0). \(InternalTokenRule.advice)" }
  }

  private var reasons: [String] {
    var reasons: [String] = []
    if server.authString != nil {
      reasons.append(
        "PREFECT_SERVER_API_AUTH_STRING protects the gateway only; the other services need a token")
    }
    switch service {
    case .gateway:
      let upstreams = [
        ("APUS_SCHEDULER_URL", cluster.schedulerURL), ("APUS_HEARTBEAT_MONITOR_URL", cluster.heartbeatMonitorURL),
        ("APUS_BLOCK_VAULT_URL", cluster.blockVaultURL),
      ]
      for (name, url) in upstreams { reasons += distance(name, url) }
    case .scheduler:
      reasons += exposure(cluster.scheduler) + distance("APUS_BLOCK_VAULT_URL", cluster.blockVaultURL)
    case .heartbeatMonitor: reasons += exposure(cluster.heartbeatMonitor)
    case .blockVault: reasons += exposure(cluster.blockVault)
    }
    return reasons
  }

  private func exposure(_ address: ClusterSettings.Address) -> [String] {
    InternalTokenRule.isLoopback(host: address.host)
      ? [] : ["\(service.hostVariable) is \"\(address.host)\", which other machines can reach"]
  }

  private func distance(_ name: String, _ url: String) -> [String] {
    InternalTokenRule.isLoopback(url: url) ? [] : ["\(name) is \"\(url)\", which is another machine"]
  }

  private static func isLoopback(url: String) -> Bool {
    ServiceURL.authority(of: url).map { isLoopback(host: ServiceURL.host(of: $0)) } ?? false
  }

  /// Whether a host is this machine and no other can reach it: `localhost`, `127.0.0.0/8`, `::1`.
  static func isLoopback(host: String) -> Bool {
    let name = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    if name.lowercased() == "localhost" || name == "::1" { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
