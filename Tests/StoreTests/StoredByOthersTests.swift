import JSON
import Models
import Orchestration
import Postgres
import Store
import Testing
import Values

/// Rows as another program left them in the database.
@Suite struct StoredByOthersTests {
  /// `json` keeps what `jsonb` refuses, and the reference stores results as `json`.
  @Test("A result that jsonb can't hold is read by every statement that reads its state")
  func resultsWithNUL() async throws {
    try await StoreBench.run { bench in
      let id = try await bench.flowRun()
      let data = #"{"x": "a\u0000b", "half": "\ud800"}"#
      try await bench.change(
        """
        WITH pool AS (INSERT INTO work_pool (name, type) VALUES ('pool', 'process') RETURNING id),
        queue AS (INSERT INTO work_queue (name, work_pool_id) SELECT 'queue', id FROM pool RETURNING id),
        deployment AS (
          INSERT INTO deployment (name, flow_id, work_queue_id)
          SELECT 'deployment', r.flow_id, q.id FROM flow_run r, queue q RETURNING id, work_queue_id),
        task AS (
          INSERT INTO task_run (id, name, task_key, dynamic_key, flow_run_id, state_type, state_name, state_id)
          VALUES ($1, 'task', 'task', '0', $1, 'COMPLETED', 'Completed', $2) RETURNING id),
        result AS (INSERT INTO artifact (flow_run_id, data) VALUES ($1, $3) RETURNING id),
        task_state AS (
          INSERT INTO task_run_state (id, task_run_id, type, name, timestamp, result_artifact_id)
          SELECT $2, t.id, 'COMPLETED', 'Completed', now(), r.id FROM task t, result r),
        state AS (
          INSERT INTO flow_run_state (id, flow_run_id, type, name, timestamp, result_artifact_id)
          SELECT $2, $1, 'SCHEDULED', 'Scheduled', now(), id FROM result)
        UPDATE flow_run r SET deployment_id = d.id, work_queue_id = d.work_queue_id, state_type = 'SCHEDULED',
          state_name = 'Scheduled', state_id = $2, next_scheduled_start_time = now() - interval '1 hour'
        FROM deployment d
        """, [.uuid(id), .uuid(.random()), .json(Array(data.utf8))])

      let flowRuns = FlowRunRepository(database: bench.database)
      let taskRuns = TaskRunRepository(database: bench.database)
      let states = FlowRunStateRepository(database: bench.database)
      let polling = PollingRepository(database: bench.database)
      let filters = EntityFilters()
      let page = Page(limit: 10)
      let pool = try await polling.polled(pool: "pool", queues: [])
      let deployment = try #require(try await flowRuns.read(id).deploymentID)
      let stateID = try #require(try await flowRuns.read(id).stateID)
      let found: [[State?]] = [
        [try await flowRuns.read(id).state],
        try await flowRuns.list(filters, sort: .idDescending, page: page).map(\.state),
        try await states.list(flowRunID: id), [try await states.read(stateID)],
        try await polling.scheduledRuns(of: pool, before: nil, after: nil, limit: 9).map(
          \.flowRun.state),
        try await polling.scheduledRuns(of: [deployment], before: nil, limit: 9).map(\.state),
        [try await taskRuns.read(id).state],
        try await taskRuns.list(filters, sort: .idDescending, page: page).map(\.state),
        try await taskRuns.states(of: id), [try await taskRuns.state(stateID)],
      ]
      for (number, states) in found.enumerated() {
        #expect(states.map { $0?.data?.description } == [data], "read \(number)")
      }
      let (result, _) = try await flowRuns.setState(
        id, StateCreate(type: .running), isForced: true, client: ClientVersions())
      #expect(result.status == .accept)
    }
  }

  @Test(
    "JSON of another shape than the model's keeps no row from being read",
    arguments: ["null", "1", #""x""#, "[]", "[1]", "{}", #"{"a": 1}"#, #"{"retries": 1e30, "pause_timeout": 7}"#])
  func otherShapes(_ json: String) async throws {
    try await StoreBench.run { bench in
      try await ListStatementTests.fill(bench, 1)
      try await bench.change(
        """
        WITH s AS (
          INSERT INTO flow_run_state (flow_run_id, type, name, timestamp) SELECT id, 'PAUSED', 'Paused', now() FROM flow_run
          RETURNING id, flow_run_id)
        UPDATE flow_run r SET state_id = s.id, state_type = 'PAUSED', state_name = 'Paused' FROM s WHERE s.flow_run_id = r.id
        """)
      try await bench.change("INSERT INTO concurrency_limit (tag, concurrency_limit) VALUES ('tag', 1)")
      try await bench.change(
        "INSERT INTO automation (name, description, enabled, trigger, actions) VALUES ('automation', '', true, '{}', '[]')"
      )
      try await bench.change(
        """
        WITH t AS (INSERT INTO block_type (name, slug) VALUES ('t', 't') RETURNING id)
        INSERT INTO block_schema (checksum, block_type_id) SELECT 'c', id FROM t
        """)
      let columns = try await bench.database.run(
        Statement(
          "",
          """
          SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c
          JOIN information_schema.tables t USING (table_schema, table_name)
          WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type IN ('json', 'jsonb')
          """)
      ).map { row in
        var reader = row.reader()
        return (table: try reader.text(), column: try reader.text())
      }
      #expect(columns.count > 40)
      for (table, column) in columns {
        // As it was before the triggers of this server were there.
        try await bench.change("ALTER TABLE \(table) DISABLE TRIGGER ALL")
        try await bench.change("UPDATE \(table) SET \(column) = '\(json)'")
      }
      let database = bench.database
      let rows = ListStatementTests.lists(database) + StoredByOthersTests.lists(database)
      for (name, _, list) in rows {
        do {
          #expect(try await list() > 0, "\(name)")
        } catch {
          Issue.record("\(name): \(error)")
        }
      }
    }
  }

  private static func lists(_ database: Database) -> [(String, Int, () async throws -> Int)] {
    let page = Page(limit: 200)
    let flowRuns = FlowRunRepository(database: database)
    let taskRuns = TaskRunRepository(database: database)
    let runs: () async throws -> [FlowRun] = {
      try await flowRuns.list(EntityFilters(), sort: .idDescending, page: page)
    }
    let tasks: () async throws -> [TaskRun] = {
      try await taskRuns.list(EntityFilters(), sort: .idDescending, page: page)
    }
    return [
      (
        "automations", 1,
        { try await AutomationRepository(database: database).list(nil, sort: .nameAscending, page: page).count }
      ),
      ("tag limits", 1, { try await TagConcurrencyLimitRepository(database: database).list(page: page).count }),
      ("block schemas", 1, { try await BlockSchemaRepository(database: database).list(nil, page: page).count }),
      ("capabilities", 1, { try await BlockSchemaRepository(database: database).capabilities().count + 1 }),
      (
        "schedules to run", 1,
        {
          let deployments = try await DeploymentRepository(database: database).list(
            EntityFilters(), sort: .nameAscending, page: page)
          return try await SchedulingRepository(database: database).activeSchedules(of: deployments.map(\.id)).count
        }
      ),
      (
        "graphs", 1,
        {
          for run in try await runs() {
            _ = try await FlowRunGraphRepository(database: database, maximumNodes: 9, maximumArtifacts: 9).read(
              run.id, since: Timestamp(microseconds: 0))
          }
          return 1
        }
      ),
      (
        "pauses", 1,
        {
          try await RunUpkeepRepository(database: database).expiredPauses(before: .now(), after: nil, limit: 9).count
            + 1
        }
      ),
      (
        "transitions", 1,
        {
          for run in try await runs() {
            _ = try await flowRuns.setState(
              run.id, StateCreate(type: .running), isForced: false, client: ClientVersions())
          }
          for run in try await tasks() {
            _ = try await taskRuns.setState(
              run.id, StateCreate(type: .running), isForced: false, client: ClientVersions())
          }
          return 1
        }
      ),
    ]
  }

  @Test("A pause that ends at a time that no calendar has keeps no other pause from being found")
  func impossiblePauses() async throws {
    try await StoreBench.run { bench in
      let real = [
        "2026-01-31T00:00:00Z", "2024-02-29T23:59:59.5+02:00", "2000-02-29T00:00:00-0530", "2025-12-31T00:00:00+15:59",
      ]
      let none = [
        "2026-13-45T99:99:99Z", "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "0000-01-01T00:00:00Z", "2026-01-01T00:00:00+23:59", "2026-01-01", "soon",
      ]
      for timeout in real + none {
        let id = try await bench.flowRun()
        try await bench.change(
          """
          WITH s AS (
            INSERT INTO flow_run_state (flow_run_id, type, name, timestamp, state_details)
            VALUES ($1, 'PAUSED', 'Paused', now(), jsonb_build_object('pause_timeout', $2::text)) RETURNING id)
          UPDATE flow_run SET state_id = s.id, state_type = 'PAUSED', state_name = 'Paused' FROM s WHERE flow_run.id = $1
          """, [.uuid(id), .text(timeout)])
      }
      let upkeep = RunUpkeepRepository(database: bench.database)
      #expect(try await upkeep.expiredPauses(before: .now(), after: nil, limit: 99).count == real.count)
    }
  }
}
