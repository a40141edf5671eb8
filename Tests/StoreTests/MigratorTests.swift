import Models
import Observability
import Postgres
import Testing

@testable import Store

@Suite struct MigratorTests {
  private static let steps = "SELECT count(*) FROM apus.index_step"

  /// Asks again until it is done.
  private func migrate(_ database: Database, apply: Bool = true) async throws {
    while try await !Migrator(database: database, logger: .silent).migrate(apply: apply) {}
  }

  @Test("Four programs that start together migrate once")
  func migratesOnce() async throws {
    try await StoreBench.run { bench in
      try await bench.empty()
      try await withThrowingTaskGroup { group in
        for _ in 0..<4 { group.addTask { try await migrate(bench.database) } }
        try await group.waitForAll()
      }
      #expect(
        try await bench.text("SELECT string_agg(number::text, ',' ORDER BY number) FROM apus.migration")
          == ([Migration.prefect] + Migration.own).map { "\($0.number)" }.joined(separator: ","))
      #expect(try await bench.text("SELECT version_num FROM alembic_version") == PrefectRevision.current)
    }
  }

  @Test("Whoever comes while another program migrates is told to come again, and writes nothing")
  func waitsForAnother() async throws {
    try await StoreBench.run { bench in
      try await bench.empty()
      // That connection keeps it.
      #expect(try await bench.database.run(MigrationStatement.lock, on: .bulk).count == 1)
      #expect(try await !Migrator(database: bench.database, logger: .silent).migrate())
      #expect(try await bench.text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0")
    }
  }

  @Test("A database that Prefect made has our indexes in the end, and none of Prefect's that we do without")
  func changesIndexesOfPrefect() async throws {
    try await StoreBench.run { bench in
      try await bench.empty()
      try await bench.database.transaction { transaction in
        try await transaction.script("SET LOCAL search_path = public")
        try await transaction.script(Migration.prefect.script)
      }
      try await migrate(bench.database)
      #expect(try await bench.text(MigratorTests.steps) == "0")
      #expect(try await bench.text("SELECT count(*) > 30 FROM apus.prefect_index") == "true")
    }
  }

  @Test("Indexes that are gone, or whose building was interrupted, are made again at the next start")
  func goesOnWithIndexes() async throws {
    try await StoreBench.run { bench in
      #expect(try await bench.text(MigratorTests.steps) == "0")
      try await bench.change("DROP INDEX apus_flow_run_flow_id_scheduled")
      try await bench.change(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'apus_events_resource_id_occurred'::regclass")
      _ = try await bench.text("SELECT apus.restore_prefect_indexes()::text")
      #expect(try await bench.text("SELECT count(DISTINCT turn) FROM apus.index_step") == "3")
      try await migrate(bench.database, apply: false)
      #expect(try await bench.text("SELECT count(DISTINCT turn) FROM apus.index_step") == "3")
      try await migrate(bench.database)
      #expect(try await bench.text(MigratorTests.steps) == "0")
      #expect(
        try await bench.text(
          "SELECT indisvalid FROM pg_index WHERE indexrelid = 'apus_flow_run_flow_id_scheduled'::regclass") == "true")
    }
  }

  @Test("Prefect's indexes that were taken away can be made again")
  func restoresIndexes() async throws {
    try await StoreBench.run { bench in
      let absent = """
        SELECT count(*) FROM apus.prefect_index i
        WHERE NOT EXISTS (SELECT FROM pg_indexes p WHERE p.indexname = i.name AND p.indexdef = i.definition)
        """
      #expect(try await bench.text(absent) != "0")
      _ = try await bench.text("SELECT apus.restore_prefect_indexes()::text")
      #expect(try await bench.text(absent) == "0")
    }
  }

  @Test("Where migrating is switched off, what is missing is told and nothing is written")
  func onlyChecks() async throws {
    try await StoreBench.run { bench in
      try await migrate(bench.database, apply: false)
      try await bench.empty()
      await #expect { try await migrate(bench.database, apply: false) } throws: { error in
        guard case MigrationError.outOfDate(let missing) = error else { return false }
        return missing == ["prefect"] + Migration.own.map(\.name)
      }
      #expect(try await bench.text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0")
    }
  }

  @Test(
    "A database that Prefect 3.8.8 or 3.9.0 made has the schema of 3.9.1 after the start",
    arguments: PrefectRevision.upgradable)
  func upgradesPrefect(revision: String) async throws {
    try await StoreBench.run { bench in
      let columns = """
        SELECT string_agg(column_name || ' ' || data_type || ' ' || is_nullable, ',' ORDER BY ordinal_position) || (
          SELECT string_agg(indexdef, ',' ORDER BY indexdef) FROM pg_indexes WHERE tablename = 'automation_held_event')
        FROM information_schema.columns WHERE table_name = 'automation_held_event'
        """
      let expected = try await bench.text(columns)
      #expect(expected != nil)
      if revision == "d4a7e1c93f52" { try await bench.change("DROP TABLE automation_held_event") }
      try await bench.change("UPDATE alembic_version SET version_num = '\(revision)'")
      try await migrate(bench.database)
      #expect(try await bench.text("SELECT version_num FROM alembic_version") == PrefectRevision.current)
      #expect(try await bench.text(columns) == expected)
    }
  }

  @Test(
    "A database at a revision that needs Prefect's migrations is left alone, and the error names its maker and the way on",
    arguments: [
      ("97429116795e", "Prefect 3.0 ("), ("eaec5004771f", "Prefect 3.0 or 3.1 ("), ("4160a4841eed", "Prefect 3.4.0 ("),
      ("9e83011d1f2a", "Prefect 3.4.19 to 3.6 ("), ("abc", "newer than"),
    ])
  func refusesOtherRevision(revision: String, maker: String) async throws {
    try await StoreBench.run { bench in
      try await bench.change("UPDATE alembic_version SET version_num = '\(revision)'")
      await #expect { try await migrate(bench.database) } throws: { error in
        guard case MigrationError.foreignRevision(revision) = error else { return false }
        return "\(error)".contains(maker) && "\(error)".contains("deploy/apus adopt")
      }
      #expect(try await bench.text("SELECT version_num FROM alembic_version") == revision)
    }
  }

  @Test("Tables of Prefect's names without a revision are left alone")
  func refusesUnknownTables() async throws {
    try await StoreBench.run { bench in
      try await bench.change("DROP TABLE alembic_version")
      await #expect { try await migrate(bench.database) } throws: { error in
        if case MigrationError.unknownTables(let names) = error { names.contains("flow_run") } else { false }
      }
    }
  }

  @Test("A database that a newer program has migrated is left alone")
  func refusesNewer() async throws {
    try await StoreBench.run { bench in
      try await bench.change("INSERT INTO apus.migration (number, name) VALUES (999, 'later')")
      await #expect { try await migrate(bench.database) } throws: { error in
        if case MigrationError.newer(999) = error { true } else { false }
      }
    }
  }
}

extension StoreBench {
  /// Takes everything away, as if nobody had migrated yet.
  fileprivate func empty() async throws {
    try await database.transaction { transaction in
      try await transaction.script("DROP SCHEMA apus CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    }
  }
}
