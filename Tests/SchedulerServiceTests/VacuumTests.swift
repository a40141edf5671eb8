import Configuration
import Observability
import Postgres
import Reactor
import Store
import Testing
import Values

@testable import SchedulerService

@Suite struct VacuumTests {
  private static let orphans = """
    SELECT (SELECT count(*) FROM log l WHERE NOT EXISTS (SELECT FROM flow_run r WHERE r.id = l.flow_run_id))
      + (SELECT count(*) FROM artifact a WHERE NOT EXISTS (SELECT FROM flow_run r WHERE r.id = a.flow_run_id))
    """

  private func vacuum(_ database: Database, _ environment: [String: String] = [:]) throws -> Vacuum {
    let settings = try Settings(
      environment: [
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql://db/prefect",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_BATCH_SIZE": "5",
      ].merging(environment) { $1 })
    return Vacuum(
      repository: VacuumRepository(database: database), settings: settings.services.vacuum,
      eventRetention: settings.events.retentionPeriod, logger: .silent, clock: .system)
  }

  @Test("A pass that is cut anywhere leaves no rows without their run, and the next one removes all that is old")
  func cut() async throws {
    try await ActionBench.run { bench in
      try await bench.change(
        """
        WITH f AS (INSERT INTO flow (name) VALUES ('f') RETURNING id), r AS (
          INSERT INTO flow_run (name, flow_id, state_type, end_time)
          SELECT 'r', f.id, 'COMPLETED', now() - interval '1 year' FROM f, generate_series(1, 40) RETURNING id
        ), l AS (
          INSERT INTO log (name, level, flow_run_id, message, timestamp)
          SELECT 'l', 20, r.id, 'm', now() FROM r, generate_series(1, 12)
        )
        INSERT INTO artifact (flow_run_id) SELECT r.id FROM r, generate_series(1, 3)
        """)
      let vacuum = try vacuum(bench.database)
      for milliseconds in [1, 3, 5, 10, 20, 40] {
        let pass = Task { try await vacuum.removeFlowRuns() }
        try await bench.loop.sleep(for: .milliseconds(milliseconds))
        pass.cancel()
        _ = await pass.result
        #expect(try await bench.text(Self.orphans) == "0")
      }
      try await vacuum.removeFlowRuns()
      #expect(
        try await bench.text(
          "SELECT (SELECT count(*) FROM flow_run) + (SELECT count(*) FROM log) + (SELECT count(*) FROM artifact)")
          == "0")
    }
  }

  @Test("The vacuum's connection has no time limit for statements, and gives up locks that others hold")
  func connection() throws {
    var configuration = DatabaseConfiguration()
    configuration.statementTimeout = .seconds(10)
    let own = VacuumConnection.configuration(configuration)
    #expect(own.statementTimeout == .zero && own.sessionSettings["lock_timeout"] == "10s")
    #expect(own.laneConnections == 1 && own.readerConnections == 0 && own.bulkConnections == 0)
  }
}
