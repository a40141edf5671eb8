internal import Observability
internal import Postgres
internal import Reactor
internal import Testing
internal import Values

@Suite("Outages")
struct OutageTests {
  @Test("Lost connections are made anew, and what is repeatable runs again unnoticed")
  func reconnects() async throws {
    try await TestServer.withDatabase { bench async throws in
      let task = try await bench.whileBlocking { blocked in
        let task = Task { try await bench.database.run(Statement("", blocked, isRepeatable: true)) }
        try await bench.waitUntilBlocked(1)
        _ = try await bench.database.run(bench.terminate(where: "wait_event = 'advisory'"), on: .bulk)
        return task
      }
      #expect(try await task.value.count == 1)
    }
  }

  @Test("A write whose connection is lost on the way is unavailable, not run twice")
  func unknownOutcome() async throws {
    try await TestServer.withDatabase { bench async throws in
      let task = try await bench.whileBlocking { blocked in
        let task = Task { try await bench.database.run(Statement("", blocked)) }
        try await bench.waitUntilBlocked(1)
        _ = try await bench.database.run(bench.terminate(where: "wait_event = 'advisory'"), on: .bulk)
        return task
      }
      let error = await #expect(throws: DatabaseError.self) { try await task.value }
      #expect(error == .unavailable("terminating connection due to administrator command"))
      for _ in 0..<8 { #expect(try await bench.number("SELECT 1") == 1) }
    }
  }

  @Test("Away from the database statements fail at once, and it comes back by itself; the log says each once")
  func outage() async throws {
    let log = LogKeeper()
    try await withOwnDatabase(log) { bench, database, name async throws in
      _ = try await database.run(Statement("", "SELECT 1"))
      try await bench.forbid(name)
      await #expect(throws: DatabaseError.self) {
        while true { _ = try await database.run(Statement("", "SELECT 1")) }
      }
      let error = await #expect(throws: DatabaseError.self) {
        while database.isAvailable { _ = try await database.run(Statement("", "SELECT 1"), on: .key(.random())) }
        _ = try await database.run(Statement("", "SELECT 1"))
      }
      guard case .unavailable = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      await #expect(throws: DatabaseError.self) { try await database.transaction { _ in } }
      try await bench.allow(name)
      try await database.waitUntilReady()
      #expect(try await database.run(Statement("", "SELECT 1")).count == 1)
      #expect(try await database.transaction { try await $0.run(Statement("", "SELECT 1")).count } == 1)
    }
    #expect(log.count(of: "database connected: ") == 1)
    #expect(log.count(of: "database unreachable: ") == 1)
    #expect(log.count(of: "is not currently accepting connections; retrying") == 1)
    #expect(log.count(of: "database reconnected") == 1)
  }

  @Test("Statements wait for a short grace and are answered when the database is back within it")
  func grace() async throws {
    try await withOwnDatabase(LogKeeper(), grace: .seconds(60)) { bench, database, name async throws in
      try await bench.forbid(name)
      let statement = Statement("", "SELECT 1", isRepeatable: true)
      let task = Task { try await database.run(statement) }
      try await bench.allow(name)
      #expect(try await task.value.count == 1)
    }
  }

  @Test("A server that isn't there is reported with its reason")
  func nothingThere() async throws {
    let log = LogKeeper()
    let loop = try EventLoop(name: "test")
    loop.start()
    var configuration = DatabaseConfiguration()
    configuration.host = "/nonexistent"
    configuration.grace = .zero
    let database = Database(loop: loop, configuration: configuration, logger: log.logger)
    await #expect(throws: DatabaseError.unavailable("it was not started")) {
      try await database.run(Statement("", "SELECT 1"))
    }
    database.start()
    let error = await #expect(throws: DatabaseError.self) { try await database.run(Statement("", "SELECT 1")) }
    guard case .unavailable(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("No such file or directory"))
    await #expect(throws: DatabaseError.self) { try await database.transaction { _ in } }
    await database.shutdown()
    await #expect(throws: DatabaseError.unavailable("it is shut down")) { try await database.waitUntilReady() }
    loop.stop()
    loop.join()
  }

  @Test("A host name that can't be found is reported, without holding up the loop")
  func unknownHost() async throws {
    let loop = try EventLoop(name: "test")
    loop.start()
    var configuration = DatabaseConfiguration()
    configuration.host = "nowhere.invalid"
    configuration.grace = .zero
    let database = Database(loop: loop, configuration: configuration, logger: .silent)
    database.start()
    let error = await #expect(throws: DatabaseError.self) { try await database.run(Statement("", "SELECT 1")) }
    guard case .unavailable(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.hasPrefix("the host nowhere.invalid can't be found: "))
    await database.shutdown()
    loop.stop()
    loop.join()
  }

  @Test("A server that takes the connection and says nothing is given up after the connect timeout")
  func silentServer() async throws {
    let server = try SilentServer()
    let loop = try EventLoop(name: "test")
    loop.start()
    var configuration = DatabaseConfiguration()
    configuration.host = "127.0.0.1"
    configuration.port = server.port
    configuration.connectTimeout = .milliseconds(50)
    configuration.grace = .zero
    let database = Database(loop: loop, configuration: configuration, logger: .silent)
    database.start()
    await #expect(throws: DatabaseError.unavailable("connecting took longer than 0.05 seconds")) {
      try await database.run(Statement("", "SELECT 1"))
    }
    await database.shutdown()
    loop.stop()
    loop.join()
  }

  @Test("Several hosts are tried in turn: one that is silent, one that is not there, one that is read-only")
  func severalHosts() async throws {
    let server = try SilentServer()
    let silent = server.port
    try await TestServer.withDatabase { bench async throws in
      var configuration = bench.configuration
      configuration.otherHosts = [
        .init(host: "/nonexistent", port: 5432), .init(host: configuration.host, port: configuration.port),
      ]
      configuration.host = "127.0.0.1"
      configuration.port = silent
      configuration.connectTimeout = .milliseconds(300)
      let database = Database(loop: bench.loop, configuration: configuration, logger: .silent)
      database.start()
      try await database.waitUntilReady()
      #expect(try await database.run(Statement("", "SELECT 1")).count == 1)
      await database.shutdown()
      let log = LogKeeper()
      configuration.sessionSettings["default_transaction_read_only"] = "on"
      let reader = Database(loop: bench.loop, configuration: configuration, logger: log.logger)
      reader.start()
      await #expect(throws: DatabaseError.self) { try await reader.run(Statement("", "SELECT 1")) }
      await reader.shutdown()
      #expect(log.count(of: "session is read-only") == 1)
    }
  }

  @Test("A database that does not exist is said once, and used when it is there")
  func unknownDatabase() async throws {
    let log = LogKeeper()
    try await TestServer.withDatabase { bench async throws in
      var configuration = bench.configuration
      configuration.database = bench.schema
      configuration.grace = .zero
      configuration.reconnectDelay = .milliseconds(10)...Duration.milliseconds(20)
      let database = Database(loop: bench.loop, configuration: configuration, logger: log.logger)
      database.start()
      await #expect(throws: DatabaseError.self) { try await database.run(Statement("", "SELECT 1")) }
      _ = try await bench.database.run(Statement("", "CREATE DATABASE \(bench.schema) TEMPLATE template0"), on: .bulk)
      try await database.waitUntilReady()
      await database.shutdown()
      _ = try await bench.database.run(Statement("", "DROP DATABASE \(bench.schema) WITH (FORCE)"), on: .bulk)
    }
    #expect(log.count(of: "database does not exist") == 1)
    #expect(log.count(of: "database unreachable") == 0)
  }

  @Test("Behind a pooler that drops a session's settings the check of sessions says so")
  func pooler() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await bench.database.checkSessions()
      var configuration = bench.configuration
      configuration.connectionParameters["options"] = "-c apus.session="
      let database = Database(loop: bench.loop, configuration: configuration, logger: .silent)
      database.start()
      try await database.waitUntilReady()
      await #expect(throws: PoolerError.self) { try await database.checkSessions() }
      await database.shutdown()
    }
  }

  @Test("A cancelled task stops waiting for the database")
  func cancellation() async throws {
    let loop = try EventLoop(name: "test")
    loop.start()
    var configuration = DatabaseConfiguration()
    configuration.host = "/nonexistent"
    let database = Database(loop: loop, configuration: configuration, logger: .silent)
    database.start()
    let task = Task { try await database.waitUntilReady() }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    await database.shutdown()
    loop.stop()
    loop.join()
  }

  @Test("A shutdown waits for what is under way and takes nothing new")
  func shutdown() async throws {
    try await TestServer.withDatabase { bench async throws in
      let other = Database(loop: bench.loop, configuration: bench.configuration, logger: .silent)
      other.start()
      try await other.waitUntilReady()
      let (task, shutdown) = try await bench.whileBlocking { blocked in
        let task = Task { try await other.run(Statement("", blocked)) }
        try await bench.waitUntilBlocked(1)
        let shutdown = Task { await other.shutdown() }
        await #expect(throws: DatabaseError.unavailable("it is shut down")) {
          while true { _ = try await other.run(Statement("", "SELECT 1"), on: .bulk) }
        }
        return (task, shutdown)
      }
      #expect(try await task.value.count == 1)
      await shutdown.value
      #expect(!other.isAvailable)
    }
  }

  /// A database of the test's own on the server, which it can close to connections.
  private func withOwnDatabase(
    _ log: LogKeeper, grace: Duration = .zero, _ body: (Bench, Database, String) async throws -> Void
  ) async throws {
    try await TestServer.withDatabase { bench async throws in
      _ = try await bench.database.run(Statement("", "CREATE DATABASE \(bench.schema) TEMPLATE template0"), on: .bulk)
      var configuration = bench.configuration
      configuration.database = bench.schema
      configuration.grace = grace
      configuration.reconnectDelay = .milliseconds(10)...Duration.milliseconds(20)
      let database = Database(loop: bench.loop, configuration: configuration, logger: log.logger)
      database.start()
      do {
        try await database.waitUntilReady()
        try await body(bench, database, bench.schema)
      } catch {
        await database.shutdown()
        _ = try? await bench.database.run(Statement("", "DROP DATABASE \(bench.schema) WITH (FORCE)"), on: .bulk)
        throw error
      }
      await database.shutdown()
      _ = try await bench.database.run(Statement("", "DROP DATABASE \(bench.schema) WITH (FORCE)"), on: .bulk)
    }
  }
}

extension Bench {
  /// Ends every connection to a database and lets no more in.
  fileprivate func forbid(_ name: String) async throws {
    _ = try await database.run(Statement("", "ALTER DATABASE \(name) WITH ALLOW_CONNECTIONS false"), on: .bulk)
    _ = try await database.run(terminate(where: "datname = '\(name)'"), on: .bulk)
  }

  fileprivate func allow(_ name: String) async throws {
    _ = try await database.run(Statement("", "ALTER DATABASE \(name) WITH ALLOW_CONNECTIONS true"), on: .bulk)
  }
}
