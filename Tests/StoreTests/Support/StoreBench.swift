internal import Glibc
internal import Observability
internal import Postgres
internal import Reactor
internal import Store
internal import Testing
internal import Values

/// A migrated database of one test's own.
struct StoreBench {
  let database: Database
  let loop: EventLoop

  struct Missing: Error, CustomStringConvertible {
    let description = """
      These tests need a PostgreSQL server: set APUS_TEST_DATABASE_URL to the URL of a database whose user may create \
      others, for example postgresql://postgres@localhost/postgres?host=/run/postgresql&port=5432
      """
  }

  /// As many tests at a time as leave a server with usual settings some connections.
  private static let gate = Gate(places: 5)

  /// Runs `body` with a database that is made for it and dropped after it.
  ///
  /// - Parameter lanes: How many connections run statements side by side.
  static func run(lanes: Int = 1, _ body: (StoreBench) async throws -> Void) async throws {
    await gate.enter()
    do {
      try await runAlone(lanes: lanes, body)
    } catch {
      await gate.leave()
      throw error
    }
    await gate.leave()
  }

  private static func runAlone(lanes: Int, _ body: (StoreBench) async throws -> Void) async throws {
    guard let value = getenv("APUS_TEST_DATABASE_URL") else { throw Missing() }
    var configuration = try DatabaseConfiguration(url: String(cString: value))
    configuration.laneConnections = lanes
    configuration.readerConnections = 0
    configuration.bulkConnections = 2
    let name = "t_\(UUID.random().high)"
    let loop = try EventLoop(name: "test")
    loop.start()
    let server = Database(loop: loop, configuration: configuration, logger: .silent)
    server.start()
    configuration.database = name
    let database = Database(loop: loop, configuration: configuration, logger: .silent)
    var failure: (any Error)?
    do {
      try await server.waitUntilReady()
      _ = try await server.run(Statement("", "CREATE DATABASE \(name)"), on: .bulk)
      database.start()
      try await database.waitUntilReady()
      try await Migrator(database: database, logger: .silent).migrate()
      try await body(StoreBench(database: database, loop: loop))
    } catch {
      failure = error
    }
    await database.shutdown()
    _ = try? await server.run(Statement("", "DROP DATABASE IF EXISTS \(name) WITH (FORCE)"), on: .bulk)
    await server.shutdown()
    loop.stop()
    loop.join()
    if let failure { throw failure }
  }

  /// The first column of the first row, as text; nil for NULL.
  func text(_ sql: String, _ values: [SQLValue] = []) async throws -> String? {
    let rows = try await database.run(Statement("", "SELECT (\(sql))::text", isRepeatable: true), values)
    var reader = try #require(rows.first).reader()
    return try reader.optionalText()
  }

  func change(_ sql: String, _ values: [SQLValue] = []) async throws {
    _ = try await database.run(Statement("", sql), values)
  }

  /// A flow run of a flow of its own.
  func flowRun(_ id: UUID = .random()) async throws -> UUID {
    try await change(
      """
      WITH f AS (INSERT INTO flow (name) VALUES ($1) RETURNING id)
      INSERT INTO flow_run (id, name, flow_id) SELECT $2, 'run', f.id FROM f
      """, [.text("flow-\(id)"), .uuid(id)])
    return id
  }
}
