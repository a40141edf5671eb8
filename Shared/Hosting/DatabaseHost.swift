internal import Configuration
public import Lifecycle
internal import Observability
public import Postgres
public import Reactor
internal import Store

/// Keeps the databases of a service, one for each event loop, and brings the schema up to date before they are used.
///
/// The service may start before its database: it waits, says so in the log, and answers 503 meanwhile. It begins with one
/// connection and takes more as far as the server has them; loops without connections of their own use those of others.
public final class DatabaseHost: MigratingService {
  public let name = "database"
  public let loop: EventLoop?
  public let readiness: ServiceReadiness
  /// In the order of the program's loops.
  public let databases: [Database]
  /// What each of them connects with, for parts that keep connections of their own.
  public let configuration: DatabaseConfiguration
  private let context: ProgramContext
  private let connections: ConnectionKeeper

  /// - Throws: `DatabaseURLError` when the connection URL can't be used.
  public init(_ context: ProgramContext) throws {
    self.context = context
    loop = context.loops.first
    let settings = context.settings.database
    var configuration = try DatabaseConfiguration(url: settings.connectionURL.reveal())
    if configuration.applicationName == "apus" { configuration.applicationName = "apus-\(context.service.rawValue)" }
    configuration.statementTimeout = settings.timeout
    configuration.connectTimeout = settings.connectionTimeout
    // A page of a list and the count of all its rows are asked for at the same time.
    configuration.bulkConnections = (settings.connections + 1) / 3
    configuration.readerConnections = settings.connections / 4
    configuration.laneConnections = max(
      1, settings.connections - configuration.bulkConnections - configuration.readerConnections)
    self.configuration = configuration
    let connections = ConnectionKeeper(loops: context.loops, logger: context.logger)
    databases = connections.addPool(configuration)
    self.connections = connections
    readiness = ServiceReadiness(databases: databases)
    context.metrics.computed(
      "apus_database_statements_total", "Statements that were given to the database.", kind: .counter
    ) { [databases] in Double(databases.reduce(0) { $0 + $1.statementCount }) }
  }

  /// Databases apart, one for each loop in their order; their owner shuts them down. Their statements go to `databases`
  /// where there are no connections for them.
  public func addPool(_ configuration: DatabaseConfiguration) -> [Database] { connections.addPool(configuration) }

  /// Starts a hub when there is a connection for it; its owner shuts it down.
  public func add(_ hub: NotificationHub) { connections.add(hub) }

  public func run() async throws {
    connections.begin()
    try await migrate(apply: context.settings.database.migrateOnStart)
    do {
      try await connections.keep(on: context.mainLoop) { [readiness] in readiness.setMigrated() }
    } catch is CancellationError {
      await shutdown()
    }
  }

  private func shutdown() async {
    for database in databases { await database.shutdown() }
  }

  public func migrateOnly() async throws {
    connections.begin()
    do {
      try await migrate(apply: true)
    } catch {
      await shutdown()
      throw error
    }
    await shutdown()
  }

  /// Goes on until the schema is there; only what time can't mend ends the service.
  private func migrate(apply: Bool) async throws {
    guard let database = databases.first else { return }
    let migrator = Migrator(database: database, logger: context.logger)
    var waited = 0
    var told: DatabaseError?
    while true {
      try await database.waitUntilReady()
      do {
        try await database.checkSessions()
        if try await migrator.migrate(apply: apply) { return }
        if waited % 10 == 0 { context.logger.info("waiting: another process is migrating the database") }
        waited += 1
      } catch let error as DatabaseError where error.isWorthRetrying {
        if told != error { context.logger.warning("migration failed: \(error); retrying") }
        told = error
      }
      try await context.mainLoop.sleep(for: .seconds(1))
    }
  }
}

extension DatabaseError {
  fileprivate var isWorthRetrying: Bool {
    switch self {
    case .unavailable, .timeout, .conflictRetry, .overloaded: true
    case .constraint, .invalidText, .decoding, .statement: false
    }
  }
}
