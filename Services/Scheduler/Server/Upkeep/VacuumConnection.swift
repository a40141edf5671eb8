internal import Hosting
internal import Lifecycle
internal import Observability
internal import Postgres
internal import Reactor

/// The vacuum's own database connection: its statements may take as long as they need, and nothing else waits behind them.
/// It is open only while a pass is under way.
actor VacuumConnection: Service {
  /// How long a pass waits for the connection before it uses those of the program.
  private static let patience = Duration.seconds(5)
  private static let look = Duration.milliseconds(50)

  nonisolated let name = "vacuum connection"
  nonisolated let loop: EventLoop?
  /// Runs statements on the program's connections while it has none.
  nonisolated let database: Database
  private nonisolated let eventLoop: EventLoop
  private let shared: Database
  private var passes = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.asUnownedSerialExecutor() }

  init(_ host: DatabaseHost, shared: Database, loop: EventLoop, logger: Logger) {
    self.loop = loop
    eventLoop = loop
    self.shared = shared
    database = Database(
      loop: loop, configuration: VacuumConnection.configuration(host.configuration), logger: logger,
      isAnnouncing: false)
  }

  /// One connection without a limit for statements. What it waits for others it does not wait for long: rows that are
  /// locked are removed another time.
  static func configuration(_ configuration: DatabaseConfiguration) -> DatabaseConfiguration {
    var own = configuration
    own.applicationName += "-vacuum"
    own.laneConnections = 1
    own.readerConnections = 0
    own.bulkConnections = 0
    own.laneSettings = configuration.bulkSettings
    own.statementTimeout = .zero
    own.sessionSettings["lock_timeout"] = "10s"
    return own
  }

  /// Opens the connection for a pass, and closes it after the last of those that are under way.
  func during(_ pass: @Sendable () async throws -> Void) async throws {
    passes += 1
    database.resize(to: 1, standIn: shared)
    defer {
      passes -= 1
      if passes == 0 { database.resize(to: 0, standIn: shared) }
    }
    var waited = Duration.zero
    while database.openConnections == 0, waited < VacuumConnection.patience {
      try await eventLoop.sleep(for: VacuumConnection.look)
      waited += VacuumConnection.look
    }
    try await pass()
  }

  nonisolated func run() async throws {
    database.resize(to: 0, standIn: shared)
    await untilCancelled()
    await database.shutdown()
  }
}
