/// How the four services find each other, and how each runs.
public struct ClusterSettings: Sendable {
  /// Where a service listens.
  public struct Address: Sendable, Hashable {
    public let host: String
    public let port: Int
  }

  public let schedulerURL: String
  public let heartbeatMonitorURL: String
  public let blockVaultURL: String
  public let scheduler: Address
  public let heartbeatMonitor: Address
  public let blockVault: Address
  /// The secret that the services show each other; nil only where `InternalTokenRule` allows it.
  public let internalToken: Secret<String>?
  /// Event loops; zero for one per two processors.
  public let eventLoops: Int
  public let drainTimeout: Duration
  public let tlsCertificate: String?
  public let tlsKey: String?
  /// The name of the lowest level that is logged.
  public let logLevel: String
  public let accessLog: Bool

  init(_ reader: inout SettingsReader) {
    reader.begin("Services", for: [.gateway])
    schedulerURL = reader.url(
      "apus.scheduler_url", "http://127.0.0.1:4201", "Address of the scheduler; every address of the name is used.")
    heartbeatMonitorURL = reader.url(
      "apus.heartbeat_monitor_url", "http://127.0.0.1:4202", "Address of the heartbeat monitor.")
    reader.begin("Services", for: [.gateway, .scheduler])
    blockVaultURL = reader.url("apus.block_vault_url", "http://127.0.0.1:4203", "Address of the block vault.")
    reader.begin("Services", for: [.scheduler])
    scheduler = ClusterSettings.address("scheduler", 4201, &reader)
    reader.begin("Services", for: [.heartbeatMonitor])
    heartbeatMonitor = ClusterSettings.address("heartbeat_monitor", 4202, &reader)
    reader.begin("Services", for: [.blockVault])
    blockVault = ClusterSettings.address("block_vault", 4203, &reader)
    reader.begin("Services")
    internalToken = reader.secret(
      ClusterSettings.internalTokenName, expected: "at least 16 printable ASCII characters without spaces",
      "Shared secret of the four services. Without it, the three behind the gateway listen on loopback only."
    ) { token in token.utf8.count >= 16 && token.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

    reader.begin("Process")
    eventLoops = reader.integer(
      "apus.event_loops", 0, in: 0...256, "Event loops, a thread each; 0 for one per two processors.")
    drainTimeout = reader.span(
      "apus.drain_timeout", .seconds(25), in: .zero ... .hours(1),
      "How long open requests and current work may take to end after SIGTERM.")
    let levels = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
    let level = reader.choice(
      "apus.log_level", "", of: levels, "Lowest level that is logged; INFO when neither is set.")
    let theirs = reader.choice(
      "server.logging_level", or: "PREFECT_LOGGING_SERVER_LEVEL", "", of: levels,
      "Lowest level that is logged, when APUS_LOG_LEVEL is not set.")
    logLevel = !level.isEmpty ? level : !theirs.isEmpty ? theirs : "INFO"
    accessLog = reader.flag("apus.access_log", false, "Whether every request is logged.")
    reader.begin("TLS", for: [.gateway])
    tlsCertificate = reader.optionalText(
      "apus.tls_certificate", "PEM file with the certificate chain; the gateway speaks TLS when it is set.")
    tlsKey = reader.optionalText("apus.tls_key", "PEM file with the certificate's private key.")
    if (tlsCertificate == nil) != (tlsKey == nil) {
      reader.refuse("APUS_TLS_CERTIFICATE and APUS_TLS_KEY go together; expected both or neither.")
    }
  }

  static let internalTokenName = "apus.internal_token"

  private static func address(_ name: String, _ port: Int, _ reader: inout SettingsReader) -> Address {
    Address(
      host: reader.text("apus.\(name)_host", "127.0.0.1", "Address to listen on."),
      port: reader.integer("apus.\(name)_port", port, in: 0...65535, "Port to listen on; 0 takes a free one."))
  }

  /// How many event loops a process has on a machine with so many processors.
  public func eventLoopCount(processors: Int) -> Int {
    eventLoops > 0 ? eventLoops : max(1, processors / 2)
  }
}
