/// All settings of a program, read from an environment once and checked together.
public struct Settings: Sendable {
  public let server: ServerSettings
  public let database: DatabaseSettings
  public let services: ServicesSettings
  public let workerChannel: WorkerChannelSettings
  public let events: EventsSettings
  public let ui: UISettings
  public let vault: VaultSettings
  public let limits: TransportLimitSettings
  public let outgoing: OutgoingSettings
  public let cluster: ClusterSettings
  /// Every setting with its value, secrets masked, in the order of the groups.
  public let entries: [SettingEntry]
  /// Prefect's settings of clients and workers, which are shown beside those of the server.
  public let clientEntries: [SettingEntry]
  /// Sentences about settings that are accepted and do nothing; the caller logs them once.
  public let warnings: [String]

  /// - Parameters:
  ///   - environment: The variables; those that are no settings of a server are ignored.
  ///   - service: The program they are for; it names its database connections.
  /// - Throws: All problems together.
  public init(environment: [String: String], service: ServiceName? = nil) throws(SettingsError) {
    var reader = SettingsReader(environment: environment)
    self.init(&reader, service: service)
    guard reader.problems.isEmpty else { throw SettingsError(problems: reader.problems) }
  }

  private init(_ reader: inout SettingsReader, service: ServiceName?) {
    cluster = ClusterSettings(&reader)
    database = DatabaseSettings(&reader, service: service)
    server = ServerSettings(&reader)
    services = ServicesSettings(&reader)
    workerChannel = WorkerChannelSettings(&reader)
    events = EventsSettings(&reader)
    ui = UISettings(&reader)
    vault = VaultSettings(&reader)
    limits = TransportLimitSettings(&reader)
    outgoing = OutgoingSettings(&reader)
    SettingsWithoutEffect.read(&reader)
    if let auth = server.authString?.reveal(), !auth.contains(":") {
      reader.refuse("PREFECT_SERVER_API_AUTH_STRING has a value that can't be used; expected user:password.")
    }
    let isTokenGiven = reader.entries.contains { $0.name == ClusterSettings.internalTokenName && $0.isSet }
    if let service, !isTokenGiven {
      for problem in InternalTokenRule(service: service, cluster: cluster, server: server).problems {
        reader.refuse(problem)
      }
    }
    reader.refuseUnknown()
    reader.ofClients(ClientSettings.read)
    entries = reader.entries
    clientEntries = reader.clientEntries
    warnings = reader.warnings
  }

  /// Every setting with its default: what `--help` prints.
  public static let catalogue: [SettingEntry] = {
    var reader = SettingsReader(environment: [:])
    return Settings(&reader, service: nil).entries
  }()

  /// Where a service listens.
  public func address(of service: ServiceName) -> ClusterSettings.Address {
    switch service {
    case .gateway: ClusterSettings.Address(host: server.host, port: server.port)
    case .scheduler: cluster.scheduler
    case .heartbeatMonitor: cluster.heartbeatMonitor
    case .blockVault: cluster.blockVault
    }
  }

  /// The address of the UI for links that leave the server: its own setting, or that of the API without `/api`; nil if
  /// neither is known.
  public var uiURL: String? {
    if let address = services.actions.uiURL { return address }
    guard case .text(let api) = clientEntries.first(where: { $0.name == "api.url" })?.value else { return nil }
    return (api.hasSuffix("/api") ? String(api.dropLast(4)) : api).replacing("/api/", with: "/")
  }

  /// The dotted name and the value of every setting, secrets masked.
  public var values: [(name: String, value: SettingValue)] {
    entries.map { ($0.name, $0.value) }
  }
}
