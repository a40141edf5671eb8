internal import Observability
internal import Postgres
internal import Reactor
internal import Testing
internal import Values

@Suite("With few connections")
struct FewConnectionsTests {
  @Test("Every kind of statement and a transaction are run with two connections, of which one is lent")
  func two() async throws {
    try await withLimitedRole(2) { bench, database async throws in
      try await bench.wait(until: "(SELECT count(*) FROM pg_stat_activity WHERE usename = '\(bench.schema)') = 2")
      for _ in 0..<3 {
        for lane in [Lane.any, .read, .bulk] + (0..<8).map({ _ in .key(.random()) }) {
          #expect(try await database.run(Statement("", "SELECT 1"), on: lane).count == 1)
        }
        let inside = try await database.transaction { transaction in
          _ = try await database.run(Statement("", "SELECT 1"), on: .bulk)
          return try await transaction.run(Statement("", "SELECT 1")).count
        }
        #expect(inside == 1)
      }
    }
  }

  @Test("A session takes the only connection; statements wait for it to come back")
  func one() async throws {
    try await withLimitedRole(1) { _, database async throws in
      let (waiting, own) = try await database.session { session in
        let waiting = Task { try await database.run(Statement("", "SELECT 1", isRepeatable: true)).count }
        return (waiting, try await session.run(Statement("", "SELECT 1")).count)
      }
      #expect(own == 1)
      #expect(try await waiting.value == 1)
    }
  }

  @Test("A database without connections passes statements and transactions on")
  func standIn() async throws {
    try await TestServer.withDatabase { bench async throws in
      let loop = try EventLoop(name: "other")
      loop.start()
      let other = Database(loop: loop, configuration: bench.configuration, logger: .silent)
      other.resize(to: 0, standIn: bench.database)
      for lane in [Lane.any, .read, .bulk, .key(.random())] {
        #expect(try await other.run(Statement("", "SELECT 1"), on: lane).count == 1)
      }
      let count = try await other.transaction { try await $0.run(Statement("", "SELECT 1")).count }
      #expect(count == 1)
      #expect(other.isAvailable)
      #expect(other.openConnections == 0)
      other.resize(to: 2, standIn: bench.database)
      try await other.waitUntilReady()
      other.resize(to: 0, standIn: bench.database)
      #expect(try await other.run(Statement("", "SELECT 1")).count == 1)
      await other.shutdown()
      loop.stop()
      loop.join()
    }
  }

  /// A database with two lanes, a reader and a bulk connection, whose role may have fewer.
  private func withLimitedRole(_ limit: Int, _ body: (Bench, Database) async throws -> Void) async throws {
    try await TestServer.withDatabase { bench async throws in
      try await bench.script("CREATE ROLE \(bench.schema) LOGIN CONNECTION LIMIT \(limit)")
      var configuration = bench.configuration
      configuration.user = bench.schema
      configuration.applicationName = "limited"
      configuration.grace = .seconds(2)
      let database = Database(loop: bench.loop, configuration: configuration, logger: .silent)
      database.start()
      do {
        try await database.waitUntilReady()
        try await body(bench, database)
      } catch {
        await database.shutdown()
        try await bench.script("DROP ROLE \(bench.schema)")
        throw error
      }
      await database.shutdown()
      try await bench.script("DROP ROLE \(bench.schema)")
    }
  }
}
