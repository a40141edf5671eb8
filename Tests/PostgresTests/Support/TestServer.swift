internal import Glibc
internal import Observability
internal import Postgres
internal import Reactor
internal import Testing
internal import Values

/// The server that the tests ask, named by the environment.
enum TestServer {
  struct Missing: Error, CustomStringConvertible {
    let description = """
      These tests need a PostgreSQL server: set APUS_TEST_DATABASE_URL to the URL of a database in which they may create \
      schemas, for example postgresql://postgres@localhost/postgres?host=/run/postgresql&port=5432
      """
  }

  static func configuration() throws -> DatabaseConfiguration {
    guard let value = getenv("APUS_TEST_DATABASE_URL") else { throw Missing() }
    var configuration = try DatabaseConfiguration(url: String(cString: value))
    configuration.laneConnections = 2
    return configuration
  }

  /// As many tests at a time as leave a server with usual settings some connections.
  private static let gate = Gate(places: 6)

  /// Runs `body` with a database on a loop of its own, in a schema of its own.
  static func withDatabase(
    _ change: (inout DatabaseConfiguration) -> Void = { _ in }, logger: Logger = .silent,
    _ body: (Bench) async throws -> Void
  ) async throws {
    var configuration = try configuration()
    change(&configuration)
    let schema = "t_\(UUID.random().high)"
    configuration.searchPath = schema
    configuration.applicationName = schema
    await gate.enter()
    let loop = try EventLoop(name: "test")
    loop.start()
    let database = Database(loop: loop, configuration: configuration, logger: logger)
    database.start()
    let bench = Bench(database: database, loop: loop, configuration: configuration, schema: schema)
    do {
      try await database.waitUntilReady()
      try await database.transaction { try await $0.script("CREATE SCHEMA \(schema)") }
      try await body(bench)
    } catch {
      await bench.end()
      await gate.leave()
      throw error
    }
    await bench.end()
    await gate.leave()
  }
}

/// One test's database.
struct Bench {
  let database: Database
  let loop: EventLoop
  let configuration: DatabaseConfiguration
  let schema: String

  func script(_ sql: String) async throws {
    try await database.transaction { try await $0.script(sql) }
  }

  /// The first column of the first row.
  func number(_ sql: String, _ values: [SQLValue] = []) async throws -> Int {
    let rows = try await database.run(Statement("", sql, isRepeatable: true), values)
    var reader = try #require(rows.first).reader()
    return try reader.int()
  }

  fileprivate func end() async {
    _ = try? await database.transaction { try await $0.script("DROP SCHEMA IF EXISTS \(schema) CASCADE") }
    await database.shutdown()
    loop.stop()
    loop.join()
  }
}

/// Lets a number of tasks in at a time.
actor Gate {
  private var places: Int
  private var waiters: [CheckedContinuation<Void, Never>] = []

  init(places: Int) {
    self.places = places
  }

  func enter() async {
    if places > 0 {
      places -= 1
    } else {
      await withCheckedContinuation { waiters.append($0) }
    }
  }

  func leave() {
    if waiters.isEmpty { places += 1 } else { waiters.removeFirst().resume() }
  }
}
