internal import Postgres
internal import Testing
internal import Values

@Suite("Composed statements that keep their plans")
struct KeptPlanTests {
  private let mode = "SELECT current_setting('plan_cache_mode'), $1::int4"

  /// What the session says of the plans of its statements, for any values.
  private func kept(_ bench: Bench, _ number: Int32 = 1, _ sql: String? = nil) async throws -> String {
    let statement = Statement(composed: sql ?? mode, planning: .once)
    let rows = try await bench.database.run(statement, [.int4(number)], on: .bulk)
    var reader = try #require(rows.first).reader()
    return try reader.text()
  }

  /// The first column of the first row of a statement that is planned for its values.
  private func ask(_ bench: Bench, _ sql: String) async throws -> String {
    var reader = try #require(try await bench.database.run(Statement(composed: sql), on: .bulk).first).reader()
    return try reader.text()
  }

  private let preparations = "SELECT string_agg(name, ' ' ORDER BY prepare_time) FROM pg_prepared_statements"

  @Test("A kept plan is made once, for any values, and others are made for theirs")
  func once() async throws {
    try await TestServer.withDatabase { bench async throws in
      for number in Int32(1)...3 {
        #expect(try await kept(bench, number) == "force_generic_plan")
        #expect(try await ask(bench, "SELECT current_setting('plan_cache_mode')") == "auto")
      }
      let plans = "SELECT count(*) || ' ' || sum(generic_plans) || ' ' || sum(custom_plans) FROM pg_prepared_statements"
      #expect(try await ask(bench, plans) == "1 3 0")
    }
  }

  @Test("The session plans each statement as that wants, whatever came before")
  func alternating() async throws {
    try await TestServer.withDatabase { bench async throws in
      let settings = """
        SELECT concat_ws(' ', current_setting('plan_cache_mode'), current_setting('enable_indexscan'),
          current_setting('enable_sort')), $1::int4
        """
      let wanted: [(Statement.Planning, String)] = [
        (.once, "force_generic_plan on on"), (.withoutIndexScans, "auto off on"), (.forValues, "auto on on"),
        (.withoutIndexScans, "auto off on"), (.once, "force_generic_plan on on"),
        (.onceInOrder, "force_generic_plan on off"), (.withoutIndexScans, "auto off on"),
        (.onceInOrder, "force_generic_plan on off"), (.once, "force_generic_plan on on"), (.forValues, "auto on on"),
      ]
      for (planning, text) in wanted {
        let statement = Statement(composed: settings, planning: planning)
        let rows = try await bench.database.run(statement, [.int4(1)], on: .bulk)
        var reader = try #require(rows.first).reader()
        #expect(try reader.text() == text)
      }
    }
  }

  @Test("The plan that has not been used for longest makes room for another")
  func bound() async throws {
    try await TestServer.withDatabase {
      $0.keptPlans = 2
    } _: { bench async throws in
      for text in ["one", "two", "one", "three", "one"] {
        #expect(try await kept(bench, 1, "SELECT '\(text)', $1::int4") == text)
      }
      let texts =
        "SELECT string_agg(substring(statement FROM '''(.*)'''), ' ' ORDER BY prepare_time) FROM pg_prepared_statements"
      // What has to go goes with the next preparation.
      #expect(try await ask(bench, texts) == "one three")
      #expect(try await kept(bench, 1, "SELECT 'two', $1::int4") == "two")
      #expect(try await ask(bench, texts) == "one two")
    }
  }

  @Test("An old plan is made anew, and the one before it is given up")
  func age() async throws {
    try await TestServer.withDatabase {
      $0.keptPlanLifetime = .zero
    } _: { bench async throws in
      _ = try await kept(bench)
      let first = try await ask(bench, preparations)
      _ = try await kept(bench)
      let second = try await ask(bench, preparations)
      #expect(first != second && !second.contains(" "))
    }
  }

  @Test("A statement that raises leaves the session as the next one wants it")
  func raising() async throws {
    try await TestServer.withDatabase { bench async throws in
      let division = Statement(composed: "SELECT (1 / $1::int4)::text", planning: .once)
      for _ in 1...2 {
        await #expect(throws: DatabaseError.self) { try await bench.database.run(division, [.int4(0)], on: .bulk) }
        #expect(try await kept(bench) == "force_generic_plan")
        await #expect(throws: DatabaseError.self) { try await bench.database.run(division, [.int4(0)], on: .bulk) }
        #expect(try await ask(bench, "SELECT current_setting('plan_cache_mode')") == "auto")
      }
      #expect(try await kept(bench, 1, "SELECT 'still', $1::int4") == "still")
    }
  }

  @Test("A kept plan survives a change of its table")
  func change() async throws {
    try await TestServer.withDatabase { bench async throws in
      _ = try await bench.database.run(Statement(composed: "CREATE TABLE thing (name text)"), on: .bulk)
      _ = try await bench.database.run(Statement(composed: "INSERT INTO thing VALUES ('first')"), on: .bulk)
      let list = "SELECT * FROM thing WHERE $1::int4 > 0"
      #expect(try await kept(bench, 1, list) == "first")
      _ = try await bench.database.run(Statement(composed: "ALTER TABLE thing ADD COLUMN more text"), on: .bulk)
      #expect(try await kept(bench, 1, list) == "first")
    }
  }
}
