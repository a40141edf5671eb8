internal import Postgres
internal import Testing
internal import Values

@Suite("Batches")
struct BatchTests {
  private let insert = Statement("insert_item", "INSERT INTO item (id, name) VALUES ($1, $2)")

  private func tables(_ bench: Bench) async throws {
    try await bench.script(
      """
      CREATE TABLE item (
        id int4 PRIMARY KEY, name text NOT NULL, parent int4 CONSTRAINT item_parent REFERENCES item,
        CONSTRAINT item_name_filled CHECK (name <> ''));
      """)
  }

  @Test("Statements of one turn are one transaction")
  func oneTransaction() async throws {
    try await TestServer.withDatabase {
      $0.laneConnections = 1
    } _: { bench async throws in
      let statement = Statement("xid", "SELECT pg_current_xact_id()::text")
      let results = await bench.runTogether(Array(repeating: (statement, []), count: 20))
      var seen: Set<String> = []
      for result in results {
        var reader = try #require(try result.get().first).reader()
        seen.insert(try reader.text())
      }
      #expect(results.count == 20)
      #expect(seen.count < 20)
    }
  }

  @Test("One insert that raises among fifty has its error, and the other 49 are committed")
  func replay() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await tables(bench)
      _ = try await bench.database.run(insert, [.int4(17), .text("there already")])
      let results = await bench.runTogether(
        (0..<50).map { (insert, [.int4(Int32($0)), .text("item \($0 as Int)")]) }, on: .key(.random()))
      for (number, result) in results.enumerated() {
        if number == 17 {
          let expected = DatabaseError.constraint(
            kind: .unique, name: "item_pkey", detail: "Key (id)=(17) already exists.")
          #expect(throws: expected) { try result.get() }
        } else {
          #expect(try result.get().affected == 1)
        }
      }
      #expect(try await bench.number("SELECT count(*) FROM item WHERE name LIKE 'item %'") == 49)
    }
  }

  @Test("A constraint that is checked at the commit fails only the statement that broke it")
  func deferred() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await bench.script(
        "CREATE TABLE late (id int4 CONSTRAINT late_unique UNIQUE DEFERRABLE INITIALLY DEFERRED, name text)")
      let insert = Statement("insert_late", "INSERT INTO late VALUES ($1, 'x')")
      let results = await bench.runTogether([1, 2, 3, 2, 4].map { (insert, [.int4($0)]) }, on: .key(.random()))
      #expect(results.filter { (try? $0.get()) != nil }.count == 4)
      let expected = DatabaseError.constraint(
        kind: .unique, name: "late_unique", detail: "Key (id)=(2) already exists.")
      #expect(throws: expected) { try results[3].get() }
      #expect(try await bench.number("SELECT count(*) FROM late") == 4)
    }
  }

  @Test("A statement that can't be prepared fails alone")
  func syntax() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await tables(bench)
      let wrong = Statement("wrong", "SELEKT $1")
      let results = await bench.runTogether(
        [
          (insert, [.int4(1), .text("a")]), (wrong, [.int4(1)]), (insert, [.int4(2), .text("b")]), (wrong, [.int4(2)]),
        ],
        on: .key(.random()))
      #expect(try results[0].get().affected == 1)
      #expect(try results[2].get().affected == 1)
      for index in [1, 3] {
        let expected = DatabaseError.statement(sqlState: "42601", message: #"syntax error at or near "SELEKT""#)
        #expect(throws: expected) { try results[index].get() }
      }
      #expect(try await bench.number("SELECT count(*) FROM item") == 2)
    }
  }

  @Test("Each kind of constraint is told apart and named")
  func constraints() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await tables(bench)
      let insert = Statement("insert_all", "INSERT INTO item (id, name, parent) VALUES ($1, $2, $3)")
      let cases: [([SQLValue], ConstraintKind, String)] = [
        ([.int4(1), .text(""), .int4(nil)], .check, "item_name_filled"),
        ([.int4(1), .text("a"), .int4(9)], .foreignKey, "item_parent"),
        ([.int4(1), .text(nil), .int4(nil)], .notNull, "name"),
      ]
      for (values, kind, name) in cases {
        let error = await #expect(throws: DatabaseError.self) { try await bench.database.run(insert, values) }
        guard case .constraint(let foundKind, let foundName, let detail) = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(foundKind == kind)
        #expect(foundName == name)
        #expect(!detail.isEmpty)
      }
    }
  }

  @Test("Statements of one key keep their order, even around one that raises")
  func order() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await bench.script("CREATE TABLE trail (id int4, steps int4[] NOT NULL); INSERT INTO trail VALUES (1, '{}')")
      let step = Statement(
        "step", "UPDATE trail SET steps = steps || (CASE WHEN $1 = 50 THEN 1 / ($1 - 50) ELSE $1 END) WHERE id = 1")
      let results = await bench.runTogether((0..<300).map { (step, [.int4($0)]) }, on: .key(.random()))
      #expect(results.filter { (try? $0.get()) != nil }.count == 299)
      let rows = try await bench.database.run(Statement("trail", "SELECT steps FROM trail"))
      var reader = try #require(rows.first).reader()
      #expect(try reader.ints() == (0..<300).filter { $0 != 50 })
    }
  }

  @Test("A conflict is tried again until it passes")
  func conflictPasses() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await conflicting(bench)
      let rows = try await bench.database.run(Statement("twice", "SELECT conflicting(2)"))
      var reader = try #require(rows.first).reader()
      #expect(try reader.int() == 2)
    }
  }

  @Test("A conflict at every try is reported as such")
  func conflictStays() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await conflicting(bench)
      await #expect(throws: DatabaseError.conflictRetry("lost")) {
        try await bench.database.run(Statement("ever", "SELECT conflicting(1000)"))
      }
      #expect(try await bench.number("SELECT last_value FROM tries") == 3)
    }
  }

  /// A function that fails to serialise until it was called a number of times.
  private func conflicting(_ bench: Bench) async throws {
    try await bench.script(
      """
      CREATE SEQUENCE tries;
      CREATE FUNCTION conflicting(needed int4) RETURNS int8 LANGUAGE plpgsql AS $$
      DECLARE made int8 := nextval('tries');
      BEGIN
        IF made < needed THEN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END IF;
        RETURN made;
      END $$;
      """)
  }

  @Test("A statement that runs too long is cancelled, and its neighbours are not")
  func timeout() async throws {
    try await TestServer.withDatabase {
      $0.statementTimeout = .milliseconds(200)
    } _: { bench async throws in
      let quick = Statement("quick", "SELECT 1")
      let results = await bench.runTogether(
        [(quick, []), (Statement("slow", "SELECT pg_sleep(60)::text"), []), (quick, [])], on: .key(.random()))
      #expect(try results[0].get().count == 1)
      #expect(throws: DatabaseError.timeout) { try results[1].get() }
      #expect(try results[2].get().count == 1)
    }
  }

  @Test("A prepared statement survives a change of its table and the loss of its preparation")
  func stale() async throws {
    try await TestServer.withDatabase {
      $0.laneConnections = 1
    } _: { bench async throws in
      try await bench.script("CREATE TABLE wide (one int4); INSERT INTO wide VALUES (1)")
      let select = Statement("select_wide", "SELECT * FROM wide")
      #expect(try await bench.database.run(select).count == 1)
      try await bench.script("ALTER TABLE wide ADD COLUMN two text DEFAULT 'b'")
      var reader = try #require(try await bench.database.run(select).first).reader()
      #expect(try reader.int() == 1)
      #expect(try reader.text() == "b")
      _ = try await bench.database.run(Statement("", "DEALLOCATE ALL"))
      #expect(try await bench.database.run(select).count == 1)
    }
  }

  @Test("Values larger than any socket buffer go out and come back, many at once")
  func large() async throws {
    try await TestServer.withDatabase { bench async throws in
      let text = String(repeating: "0123456789abcdef", count: 128 * 1024)
      let results = await bench.runTogether(
        Array(repeating: (Statement("echo", "SELECT $1, length($1)"), [SQLValue.text(text)]), count: 12))
      for result in results {
        var reader = try #require(try result.get().first).reader()
        #expect(try reader.text() == text)
        #expect(try reader.int() == text.utf8.count)
      }
    }
  }

  @Test("A statement without a name is not kept by the server")
  func unnamed() async throws {
    try await TestServer.withDatabase {
      $0.laneConnections = 1
    } _: { bench async throws in
      for number in 0..<5 { #expect(try await bench.number("SELECT \(number)") == number) }
      #expect(try await bench.number("SELECT count(*) FROM pg_prepared_statements") == 0)
    }
  }

  @Test("A connection prepares no more statements than it may")
  func preparedLimit() async throws {
    try await TestServer.withDatabase {
      $0.laneConnections = 1
      $0.preparedStatements = 3
    } _: { bench async throws in
      for number in 0..<6 {
        let rows = try await bench.database.run(Statement("s\(number)", "SELECT \(number)"))
        var reader = try #require(rows.first).reader()
        #expect(try reader.int() == number)
      }
      #expect(try await bench.number("SELECT count(*) FROM pg_prepared_statements") == 3)
    }
  }
}
