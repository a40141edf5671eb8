import Models
import Postgres
import Testing
import Values

@testable import Store

/// A search finds what ILIKE finds, whatever the index is asked for.
@Suite struct SearchKeyTests {
  private static let sample = (0..<60).map { "task-\($0 % 5)-\(0xb00 + $0)" }

  @Test(
    "The index is asked for the longest word that no sampled name has",
    arguments: [
      ("task-3-a1b", "a1b"), ("TASK-3-A1B", "a1b"), ("task-heron", "heron"), ("ab task-xyz1 defg", "xyz1"),
      ("task%a1b_", "a1b"), ("täsk-a1b", "a1b"), ("task-ab", nil), ("a1b", nil), ("task", nil), ("", nil), ("%", nil),
      ("task-\\a1b", nil), (String(repeating: "task-", count: 50) + "a1b", nil),
    ] as [(String, String?)])
  func key(text: String, key: String?) {
    #expect(SearchKey.of(text, among: SearchKeyTests.sample) == key)
    #expect(SearchKey.of(text, among: Array(SearchKeyTests.sample.prefix(49))) == nil)
  }

  @Test("Searches with a key find what they find without")
  func equal() async throws {
    try await StoreBench.run { bench in
      try await bench.change("INSERT INTO flow (id, name) VALUES (md5('flow')::uuid, 'flow')")
      try await bench.change(
        """
        INSERT INTO flow_run (id, name, flow_id)
        SELECT md5('run' || i)::uuid, (ARRAY['Amber', 'brisk'])[1 + i % 2] || '-Heron-' || i, md5('flow')::uuid
        FROM generate_series(1, 2000) i
        """)
      try await bench.change(
        """
        INSERT INTO task_run (name, task_key, dynamic_key, flow_run_id)
        SELECT 'task-' || i % 5 || '-' || to_hex(2048 + i), 'task', i::text, md5('run' || 1 + i % 2000)::uuid
        FROM generate_series(1, 3000) i
        """)
      try await bench.change("ANALYZE flow_run, task_run")
      let flowRuns = FlowRunRepository(database: bench.database)
      let taskRuns = TaskRunRepository(database: bench.database)
      var keys = 0
      for text in [
        "amber-heron-777", "HERON-1777", "heron", "amber%1777", "amber-heron-17_7", "task-3-a1b", "task-1-A1b",
        "no-such",
      ] {
        var filters = EntityFilters()
        filters.flowRuns = FlowRunFilter()
        filters.flowRuns?.name = TextFilter(like: text)
        let pattern = [SQLValue.text(text)]
        #expect(
          try await flowRuns.count(filters).description
            == bench.text("SELECT count(*) FROM flow_run WHERE name ILIKE '%' || $1 || '%'", pattern), "\(text)")
        let list = try await flowRuns.list(filters, sort: .nameAscending, page: Page(limit: 200))
        #expect(try await list.count == min(200, flowRuns.count(filters)), "\(text)")
        if case .search(_, _, _?) = try await flowRuns.searchKeys.add(to: filters.flowRuns?.condition ?? .never).only {
          keys += 1
        }
        filters.flowRuns = nil
        filters.taskRuns = TaskRunFilter()
        filters.taskRuns?.name = TextFilter(like: text)
        #expect(
          try await taskRuns.count(filters).description
            == bench.text("SELECT count(*) FROM task_run WHERE name ILIKE '%' || $1 || '%'", pattern), "\(text)")
        #expect(
          try await flowRuns.count(filters).description
            == bench.text(
              """
              SELECT count(DISTINCT flow_run_id) FROM task_run WHERE name ILIKE '%' || $1 || '%'
              """, pattern), "\(text)")
      }
      #expect(keys >= 3)
    }
  }
}

extension Condition {
  /// What it is made of, if that is one condition.
  fileprivate var only: Condition {
    if case .all(let conditions) = self, conditions.count == 1 { conditions[0].only } else { self }
  }
}
