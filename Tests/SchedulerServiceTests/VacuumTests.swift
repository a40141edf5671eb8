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
      repository: VacuumRepository(database: database), leftovers: LeftoverRepository(database: database),
      settings: settings.services.vacuum,
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

  @Test("What belongs to no flow run is kept for ever unless a setting bounds it")
  func leftovers() async throws {
    try await ActionBench.run { bench in
      for (key, state, age) in [
        ("a", "COMPLETED", 50), ("b", "COMPLETED", 1), ("c", "SCHEDULED", 50), ("d", "RUNNING", 50),
      ] {
        try await bench.change(
          """
          WITH t AS (
            INSERT INTO task_run (name, task_key, dynamic_key, state_type, state_timestamp, end_time)
            SELECT 't', '\(key)', '0', '\(state)', m, CASE '\(state)' WHEN 'COMPLETED' THEN m END
            FROM (SELECT now() - make_interval(days => \(age)) AS m) moment RETURNING id
          ), q AS (INSERT INTO apus.task_run_queue (task_run_id, task_key, is_retry) SELECT id, '\(key)', FALSE FROM t),
          l AS (
            INSERT INTO log (name, level, task_run_id, message, timestamp)
            SELECT 'l', 20, id, 'm', now() - make_interval(days => \(age)) FROM t
          )
          INSERT INTO artifact (task_run_id) SELECT id FROM t
          """)
      }
      try await bench.change(
        "INSERT INTO log (name, level, message, timestamp) SELECT 'l', 20, 'm', now() - make_interval(days => 25 * g) FROM generate_series(0, 19) g"
      )
      try await bench.change(
        "INSERT INTO artifact (key, created) SELECT 'k', now() - make_interval(days => 25 * g) FROM generate_series(0, 9) g"
      )
      let counts = """
        SELECT concat_ws(' ', (SELECT string_agg(task_key, '' ORDER BY task_key) FROM task_run),
          (SELECT count(*) FROM apus.task_run_queue), (SELECT count(*) FROM log), (SELECT count(*) FROM artifact))
        """
      try await vacuum(bench.database).removeLeftovers()
      #expect(try await bench.text(counts) == "abcd 4 24 14")
      try await vacuum(bench.database, ["APUS_BACKGROUND_TASK_RUN_RETENTION": "P30D"]).removeLeftovers()
      #expect(try await bench.text(counts) == "bd 2 22 12")
      try await vacuum(
        bench.database, ["APUS_LOG_WITHOUT_RUN_RETENTION": "P30D", "APUS_ARTIFACT_WITHOUT_RUN_RETENTION": "P30D"]
      ).removeLeftovers()
      #expect(try await bench.text(counts) == "bd 2 3 4")
    }
  }

  @Test("Of the cache of task runs goes what no lookup finds: expired, replaced, or without its state")
  func cache() async throws {
    try await ActionBench.run { bench in
      try await bench.change(
        """
        WITH t AS (INSERT INTO task_run (name, task_key, dynamic_key) VALUES ('t', 't', '0') RETURNING id), s AS (
          INSERT INTO task_run_state (task_run_id, type, name, timestamp) SELECT id, 'COMPLETED', 'Completed', now() FROM t
          RETURNING id
        )
        INSERT INTO task_run_state_cache (cache_key, created, cache_expiration, task_run_state_id)
        SELECT v.key, now() - v.age, now() + v.remaining, CASE WHEN v.has_state THEN s.id ELSE gen_random_uuid() END
        FROM s, (VALUES
          ('expired', interval '2 days', interval '-1 day', TRUE), ('valid', interval '2 days', interval '1 day', TRUE),
          ('replaced', interval '3 days', NULL, TRUE), ('replaced', interval '2 days', NULL, TRUE),
          ('shadowed', interval '3 days', NULL, TRUE), ('shadowed', interval '2 days', interval '1 day', TRUE),
          ('stateless', interval '2 days', NULL, FALSE), ('new', interval '0', NULL, FALSE),
          ('hidden', interval '3 days', NULL, TRUE), ('hidden', interval '2 days', interval '1 day', FALSE)
        ) v(key, age, remaining, has_state)
        """)
      try await vacuum(bench.database).removeLeftovers()
      #expect(
        try await bench.text(
          "SELECT string_agg(cache_key, ' ' ORDER BY cache_key, created) FROM task_run_state_cache")
          == "hidden hidden new replaced shadowed shadowed valid")
    }
  }

  @Test("A worker that is offline goes 90 days after its last heartbeat, or when the setting says")
  func workers() async throws {
    try await ActionBench.run { bench in
      try await bench.change(
        """
        WITH p AS (INSERT INTO work_pool (name, type, base_job_template) VALUES ('p', 'process', '{}') RETURNING id)
        INSERT INTO worker (name, work_pool_id, status, last_heartbeat_time)
        SELECT v.name, p.id, v.status::worker_status, now() - make_interval(days => v.age)
        FROM p, (VALUES ('gone', 'OFFLINE', 91), ('away', 'OFFLINE', 2), ('there', 'ONLINE', 91)) v(name, status, age)
        """)
      let names = "SELECT string_agg(name, ' ' ORDER BY name) FROM worker"
      try await vacuum(bench.database).removeLeftovers()
      #expect(try await bench.text(names) == "away there")
      try await vacuum(bench.database, ["APUS_OFFLINE_WORKER_RETENTION": "86400"]).removeLeftovers()
      #expect(try await bench.text(names) == "there")
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
