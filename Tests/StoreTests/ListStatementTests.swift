import Models
import Postgres
import Store
import Testing
import Values

@Suite struct ListStatementTests {
  @Test("A list is one statement, or two where something hangs on its rows, however many rows there are")
  func areFew() async throws {
    try await StoreBench.run { bench in
      for rows in [1, 30] {
        try await ListStatementTests.fill(bench, rows)
        for (name, limit, list) in ListStatementTests.lists(bench.database) {
          let before = bench.database.statementCount
          let found = try await list()
          let count = bench.database.statementCount - before
          #expect(count <= limit, "\(name) takes \(count) statements")
          #expect(found >= rows, "\(name) finds \(found) rows")
        }
      }
    }
  }

  private static let page = Page(limit: 200)

  /// The name of a list, how many statements it may take, and the list, which tells how many rows it finds.
  static func lists(_ database: Database) -> [(String, Int, () async throws -> Int)] {
    let filters = EntityFilters()
    let artifacts = ArtifactRepository(database: database)
    let flowRuns = FlowRunRepository(database: database)
    let queues = WorkQueueRepository(database: database)
    return [
      (
        "flows", 1,
        { try await FlowRepository(database: database).list(filters, sort: .nameAscending, page: page).count }
      ),
      ("flow runs", 1, { try await flowRuns.list(filters, sort: .idDescending, page: page).count }),
      (
        "flow runs of a time", 2,
        { try await flowRuns.list(ListStatementTests.since, sort: .startTimeDescending, page: Page(limit: 50)).count }
      ),
      ("points", 1, { try await flowRuns.points(filters, sort: .idDescending, page: page).count }),
      (
        "task runs", 1,
        { try await TaskRunRepository(database: database).list(filters, sort: .idDescending, page: page).count }
      ),
      (
        "task runs of a time", 1,
        {
          try await TaskRunRepository(database: database)
            .list(ListStatementTests.since, sort: .nameAscending, page: Page(limit: 50)).count
        }
      ),
      (
        "deployments", 2,
        { try await DeploymentRepository(database: database).list(filters, sort: .nameAscending, page: page).count }
      ),
      ("pools", 1, { try await WorkPoolRepository(database: database).list(nil, page: page).count }),
      ("queues of agents", 1, { try await queues.list(nil, page: page).count }),
      ("queues of a pool", 2, { try await queues.list(nil, pool: "pool", page: page).count }),
      (
        "slots of a pool", 1,
        { try await WorkPoolRepository(database: database).slots(of: "pool", page: page, holders: 10).queues.count }
      ),
      ("artifacts", 1, { try await artifacts.list(nil, of: filters, sort: .idDescending, page: page).count }),
      (
        "collections", 1,
        { try await artifacts.listCollections(nil, of: filters, sort: .idDescending, page: page).count }
      ),
      ("saved searches", 1, { try await SavedSearchRepository(database: database).list(page: page).count }),
      (
        "variables", 1,
        { try await VariableRepository(database: database).list(nil, sort: .nameAscending, page: page).count }
      ),
    ]
  }

  /// What is asked of a span of time is planned for the span, apart from what hangs on the rows.
  private static var since: EntityFilters {
    var (filters, time) = (EntityFilters(), TimeFilter())
    time.after = Timestamp(microseconds: 0)
    filters.flowRuns = FlowRunFilter()
    filters.flowRuns?.expectedStartTime = time
    filters.taskRuns = TaskRunFilter()
    filters.taskRuns?.expectedStartTime = time
    return filters
  }

  /// Adds so many rows of every kind, tied to each other.
  static func fill(_ bench: StoreBench, _ rows: Int) async throws {
    let number: [SQLValue] = [.int4(Int32(rows))]
    for sql in [
      "INSERT INTO flow (name) SELECT 'flow-' || $1 || '-' || i FROM generate_series(1, $1) i",
      "INSERT INTO work_pool (name, type) SELECT 'pool', 'process' WHERE $1 > 0 ON CONFLICT DO NOTHING",
      "INSERT INTO work_pool (name, type) SELECT 'pool-' || $1 || '-' || i, 'process' FROM generate_series(1, $1) i",
      """
      INSERT INTO work_queue (name, work_pool_id, concurrency_limit)
      SELECT 'queue-' || $1 || '-' || i, p.id, 3 FROM generate_series(1, $1) i, work_pool p WHERE p.name = 'pool'
      """,
      """
      INSERT INTO deployment (name, flow_id, work_queue_id)
      SELECT 'deployment-' || $1, f.id, (SELECT q.id FROM work_queue q LIMIT 1) FROM flow f
      WHERE f.name LIKE 'flow-' || $1 || '-%'
      """,
      """
      INSERT INTO deployment_schedule (deployment_id, schedule, active)
      SELECT id, '{"interval": 3600}', true FROM deployment WHERE name = 'deployment-' || $1
      """,
      """
      INSERT INTO flow_run (name, flow_id, deployment_id, work_queue_id, expected_start_time)
      SELECT 'run-' || $1, flow_id, id, work_queue_id, now() FROM deployment WHERE name = 'deployment-' || $1
      """,
      """
      INSERT INTO task_run (name, task_key, dynamic_key, flow_run_id, expected_start_time)
      SELECT 'task', 't', id::text, id, now() FROM flow_run WHERE name = 'run-' || $1
      """,
      "INSERT INTO artifact (key, flow_run_id) SELECT 'key-' || $1, id FROM flow_run WHERE name = 'run-' || $1",
      "INSERT INTO artifact_collection (key, latest_id) SELECT 'key-' || id, id FROM artifact WHERE key = 'key-' || $1",
      "INSERT INTO saved_search (name) SELECT 'search-' || $1 || '-' || i FROM generate_series(1, $1) i",
      "INSERT INTO variable (name, value) SELECT 'variable-' || $1 || '-' || i, '1' FROM generate_series(1, $1) i",
    ] { try await bench.change(sql, number) }
  }
}
