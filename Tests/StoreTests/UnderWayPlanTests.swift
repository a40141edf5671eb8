import Models
import Postgres
import Testing
import Values

@testable import Store

/// Runs that are under way are few, and found without a look at the others.
@Suite struct UnderWayPlanTests {
  @Test(
    "Whatever the database takes their number for, an index of their own finds them",
    arguments: [[StateType.running], [.running, .pending, .cancelling], [.paused]])
  func index(types: [StateType]) async throws {
    try await StoreBench.run { bench in
      try await bench.change("INSERT INTO flow (id, name) VALUES (md5('flow')::uuid, 'flow')")
      // One in fifty is under way: a guess of that many may well come out of a sample.
      try await bench.change(
        """
        INSERT INTO flow_run (name, flow_id, state_type, expected_start_time)
        SELECT 'run', md5('flow')::uuid,
          CASE WHEN i % 50 > 0 THEN 'COMPLETED' ELSE (ARRAY['RUNNING', 'PENDING', 'PAUSED', 'CANCELLING'])[1 + i % 4] END::state_type,
          timestamptz '2026-11-01Z' + i * interval '1 minute'
        FROM generate_series(1, 20000) i
        """)
      try await bench.change("ANALYZE flow_run")
      var (filters, filter) = (EntityFilters(), FlowRunFilter())
      filter.state = StateFilter(type: StateTypeFilter(any: types))
      let first: Int64 = 1_793_491_200_000_000
      filter.expectedStartTime = TimeFilter(
        before: Timestamp(microseconds: first + 86_400_000_000), after: Timestamp(microseconds: first))
      filters.flowRuns = filter
      let query = QueryText.count(from: "flow_run r", where: filters.flowRunCondition)
      let plan = try await bench.database.run(
        Statement(composed: "EXPLAIN \(query.statement.sql)"), query.values, on: .bulk
      ).map { row in
        var reader = row.reader()
        return try reader.text()
      }.joined(separator: "\n")
      #expect(
        plan.contains("apus_flow_run_under_way") && !plan.contains("apus_flow_run_expected_start_time"), "\(plan)")
    }
  }
}
