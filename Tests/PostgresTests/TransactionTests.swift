internal import Observability
internal import Postgres
internal import Testing
internal import Values

@Suite("Transactions")
struct TransactionTests {
  private struct Refused: Error, Equatable {}
  private let insert = Statement("insert", "INSERT INTO item VALUES ($1)")
  private let count = "SELECT count(*) FROM item"

  @Test("What the body did is committed when it returns, with its value")
  func commit() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await bench.script("CREATE TABLE item (id int4 PRIMARY KEY)")
      let value = try await bench.database.transaction { transaction async throws in
        for number in 0..<3 { _ = try await transaction.run(insert, [.int4(Int32(number))]) }
        #expect(try await bench.number(count) == 0)
        return "value"
      }
      #expect(value == "value")
      #expect(try await bench.number(count) == 3)
    }
  }

  @Test("After a serialisation failure the body runs again; one that fails at every try throws", arguments: [2, 1000])
  func conflict(failures: Int) async throws {
    try await TestServer.withDatabase { bench async throws in
      try await bench.script(
        """
        CREATE TABLE item (id int4 PRIMARY KEY);
        CREATE SEQUENCE tries;
        CREATE FUNCTION conflicting() RETURNS int4 LANGUAGE plpgsql AS $$
        BEGIN
          IF nextval('tries') <= \(failures) THEN RAISE 'lost' USING ERRCODE = '40P01'; END IF;
          RETURN 1;
        END
        $$
        """)
      let attempt = {
        try await bench.database.transaction { transaction async throws in
          _ = try await transaction.run(insert, [.int4(1)])
          _ = try await transaction.run(Statement("conflicting", "SELECT conflicting()"))
        }
      }
      if failures == 2 {
        try await attempt()
      } else {
        await #expect(throws: DatabaseError.conflictRetry("lost")) { try await attempt() }
      }
      #expect(try await bench.number("SELECT last_value FROM tries") == 3)
      #expect(try await bench.number(count) == (failures == 2 ? 1 : 0))
    }
  }

  @Test("What the body did is rolled back when it throws, and the next transaction is unharmed")
  func rollback() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await bench.script("CREATE TABLE item (id int4 PRIMARY KEY)")
      await #expect(throws: Refused()) {
        try await bench.database.transaction { transaction async throws in
          _ = try await transaction.run(insert, [.int4(1)])
          throw Refused()
        }
      }
      #expect(try await bench.number(count) == 0)
      try await bench.database.transaction { _ = try await $0.run(insert, [.int4(2)]) }
      #expect(try await bench.number(count) == 1)
    }
  }

  @Test("A transaction whose statement failed can't be committed, though its body hides the error")
  func hiddenFailure() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await bench.script("CREATE TABLE item (id int4 PRIMARY KEY)")
      let error = await #expect(throws: DatabaseError.self) {
        try await bench.database.transaction { transaction async throws in
          _ = try await transaction.run(insert, [.int4(1)])
          do { _ = try await transaction.run(insert, [.int4(1)]) } catch {}
        }
      }
      guard case .statement("25P02", _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(try await bench.number(count) == 0)
    }
  }

  @Test("What a session has locked and set ends with it")
  func session() async throws {
    try await TestServer.withDatabase { bench async throws in
      let lock = Statement("", "SELECT pg_advisory_lock(1)::text")
      let backend = Statement("", "SELECT pg_backend_pid()")
      func pid(_ rows: Rows) throws -> Int {
        var reader = try #require(rows.first).reader()
        return try reader.int()
      }
      let first = try await bench.database.session { session async throws in
        _ = try await session.run(lock)
        try await session.patiently("SELECT 1")
        return try pid(await session.run(backend))
      }
      try await bench.database.session { session async throws in
        _ = try await session.run(lock)
        #expect(try pid(await session.run(backend)) != first)
      }
    }
  }

  @Test("A session has transactions, and what no transaction can hold")
  func sessionTransaction() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await bench.database.session { session async throws in
        try await session.transaction { try await $0.script("CREATE TABLE item (id int4 PRIMARY KEY)") }
        await #expect(throws: Refused()) {
          try await session.transaction { transaction async throws in
            _ = try await transaction.run(insert, [.int4(1)])
            throw Refused()
          }
        }
        try await session.patiently("CREATE INDEX CONCURRENTLY item_id ON item (id)")
        try await session.transaction { _ = try await $0.run(insert, [.int4(2)]) }
      }
      #expect(try await bench.number(count) == 1)
    }
  }

  @Test("A script is any number of statements, and an error in it names the place")
  func script() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await bench.script("CREATE TABLE item (id int4); INSERT INTO item VALUES (1), (2); /* the end */;")
      #expect(try await bench.number(count) == 2)
      let missing = DatabaseError.statement(sqlState: "42P01", message: #"relation "nothing" does not exist"#)
      await #expect(throws: missing) {
        try await bench.script("INSERT INTO item VALUES (3); INSERT INTO nothing VALUES (4);")
      }
      #expect(try await bench.number(count) == 2)
    }
  }

  @Test("A script may run without the statements' time limit, which holds again behind it")
  func withoutTimeout() async throws {
    try await TestServer.withDatabase {
      $0.statementTimeout = .milliseconds(100)
    } _: { bench async throws in
      try await bench.database.transaction { transaction async throws in
        try await transaction.script("SELECT pg_sleep(0.2)", withoutTimeout: true)
        let rows = try await transaction.run(Statement("", "SELECT current_setting('statement_timeout')"))
        var reader = try #require(rows.first).reader()
        #expect(try reader.text() == "100ms")
      }
      await #expect(throws: DatabaseError.timeout) { try await bench.script("SELECT pg_sleep(60)") }
    }
  }

  @Test("Transactions wait for the connection; more than may wait are refused")
  func waiting() async throws {
    try await TestServer.withDatabase {
      $0.waitingTransactions = 2
    } _: { bench async throws in
      let refusals = Inbox<Bool>()
      let tasks = try await bench.database.transaction { _ in
        let tasks = (0..<3).map { _ in
          Task {
            do {
              return try await bench.database.transaction { try await $0.run(Statement("", "SELECT 1")).count }
            } catch DatabaseError.overloaded {
              refusals.put(true)
              return 0
            }
          }
        }
        #expect(await refusals.next() == true)
        return tasks
      }
      var done = 0
      for task in tasks { done += try await task.value }
      #expect(done == 2)
    }
  }

  @Test("A transaction waits only so long for the connection")
  func waitingTime() async throws {
    try await TestServer.withDatabase { bench async throws in
      var configuration = bench.configuration
      configuration.transactionWait = .milliseconds(50)
      let database = Database(loop: bench.loop, configuration: configuration, logger: .silent)
      var error: DatabaseError?
      // Opening the connection may itself take longer than that; then the outer one is refused.
      while error == nil {
        do {
          try await database.transaction { _ async throws in
            error = await #expect(throws: DatabaseError.self) { try await database.transaction { _ in } }
          }
        } catch DatabaseError.overloaded {
          continue
        }
      }
      #expect(error == .overloaded)
      await database.shutdown()
    }
  }

  @Test("A transaction is not usable once its body has ended")
  func over() async throws {
    try await TestServer.withDatabase { bench async throws in
      let kept = try await bench.database.transaction { $0 }
      await #expect(throws: DatabaseError.unavailable("the transaction is over")) {
        try await kept.run(Statement("", "SELECT 1"))
      }
    }
  }

  @Test("A connection lost in a transaction makes it unavailable, and the next one has a new connection")
  func lost() async throws {
    try await TestServer.withDatabase { bench async throws in
      let error = await #expect(throws: DatabaseError.self) {
        try await bench.database.transaction { transaction -> Void in
          let rows = try await transaction.run(Statement("", "SELECT pg_backend_pid()"))
          var reader = try #require(rows.first).reader()
          _ = try await bench.database.run(bench.terminate(where: "pid = \(try reader.int())"))
          _ = try await transaction.run(Statement("", "SELECT 1"))
        }
      }
      guard case .unavailable = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(try await bench.database.transaction { try await $0.run(Statement("", "SELECT 1")).count } == 1)
    }
  }

  @Test("A connection lost between two transactions is not noticed")
  func lostBetween() async throws {
    try await TestServer.withDatabase { bench async throws in
      let pid = try await bench.database.transaction { transaction async throws in
        let rows = try await transaction.run(Statement("", "SELECT pg_backend_pid()"))
        var reader = try #require(rows.first).reader()
        return try reader.int()
      }
      _ = try await bench.database.run(bench.terminate(where: "pid = \(pid)"))
      #expect(try await bench.database.transaction { try await $0.run(Statement("", "SELECT 1")).count } == 1)
    }
  }
}
