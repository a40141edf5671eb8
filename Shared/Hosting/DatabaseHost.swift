internal import Configuration
public import Lifecycle
internal import Observability
public import Postgres
public import Reactor
internal import Store

/// Keeps the databases of a service, one for each event loop, and brings the schema up to date before they are used.
///
/// The service may start before its database: it waits, says so in the log, and answers 503 meanwhile.
public final class DatabaseHost: Service {
  public let name = "database"
  public let loop: EventLoop?
  public let readiness: ServiceReadiness
  /// In the order of the program's loops.
  public let databases: [Database]
  /// What each of them connects with, for parts that keep connections of their own.
  public let configuration: DatabaseConfiguration
  private let context: ProgramContext

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
    configuration.bulkConnections = max(1, (settings.connections + 1) / 3)
    configuration.readerConnections = settings.connections / 4
    configuration.laneConnections = max(
      1, settings.connections - configuration.bulkConnections - configuration.readerConnections)
    self.configuration = configuration
    databases = context.loops.map { [configuration] in
      Database(loop: $0, configuration: configuration, logger: context.logger)
    }
    readiness = ServiceReadiness(databases: databases)
    context.metrics.computed(
      "apus_database_statements_total", "Statements that were given to the database.", kind: .counter
    ) { [databases] in Double(databases.reduce(0) { $0 + $1.statementCount }) }
  }

  public func run() async throws {
    for database in databases { database.start() }
    try await migrate()
    for database in databases { try await database.waitUntilReady() }
    readiness.setMigrated()
    context.logger.info("database is ready")
    await untilCancelled()
    for database in databases { await database.shutdown() }
  }

  /// Goes on until the schema is there; only what time can't mend ends the service.
  private func migrate() async throws {
    guard let database = databases.first else { return }
    let migrator = Migrator(database: database, logger: context.logger)
    var waited = 0
    while true {
      try await database.waitUntilReady()
      do {
        if try await migrator.migrate(apply: context.settings.database.migrateOnStart) { return }
        if waited % 10 == 0 { context.logger.info("waits for another program that migrates the database") }
        waited += 1
      } catch DatabaseError.unavailable, DatabaseError.timeout, DatabaseError.conflictRetry {
        context.logger.warning("migration was interrupted; trying again")
      }
      try await context.mainLoop.sleep(for: .seconds(1))
    }
  }
}
