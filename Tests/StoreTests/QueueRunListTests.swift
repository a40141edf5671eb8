import Models
import Postgres
import Testing
import Values

@testable import Store

/// Lists of the runs of a pool are those of its queues, in the order that is asked for.
@Suite struct QueueRunListTests {
  private static let orders: [(FlowRunSort, String)] = [
    (.expectedStartTimeDescending, "expected_start_time DESC, id"),
    (.expectedStartTimeAscending, "expected_start_time, id"),
    (.startTimeDescending, "COALESCE(start_time, expected_start_time) DESC, id"), (.nameAscending, "name, id"),
  ]

  @Test("The first pages and later ones are those of all runs of the queues, within a span of time and without")
  func pages() async throws {
    try await StoreBench.run { bench in
      try await QueueRunListTests.fill(bench)
      let runs = FlowRunRepository(database: bench.database)
      // 2026-01-01 00:50 UTC.
      let moment = Timestamp(microseconds: 1_767_228_600_000_000)
      for (sort, order) in QueueRunListTests.orders {
        for (pools, numbers) in [(["pool0"], "0, 2"), (["pool0", "pool1"], "0, 1, 2, 3"), (["none"], "9")] {
          for page in [Page(limit: 7), Page(limit: 7, offset: 7), Page(limit: 200), Page(limit: 0)] {
            var filters = EntityFilters()
            filters.workPools = WorkPoolFilter()
            filters.workPools?.name = TextFilter(any: pools)
            for isBounded in [false, true] {
              if isBounded {
                filters.flowRuns = FlowRunFilter()
                filters.flowRuns?.expectedStartTime = TimeFilter(before: moment)
              }
              let wanted = try await bench.text(
                """
                SELECT string_agg(name, ' ' ORDER BY place) FROM (
                  SELECT name, row_number() OVER (ORDER BY \(order)) AS place FROM flow_run
                  WHERE work_queue_id IN (SELECT md5('queue' || i)::uuid FROM unnest(ARRAY[\(numbers)]) i)
                    AND (expected_start_time <= '2026-01-01 00:50Z' OR NOT \(isBounded))
                ) r WHERE place > \(page.offset) AND place <= \(page.offset + page.limit)
                """)
              let (found, total) = try await runs.page(filters, sort: sort, page: page)
              #expect(found.map(\.name).joined(separator: " ") == wanted ?? "", "\(sort) \(pools) \(page) \(isBounded)")
              #expect(try await total == runs.count(filters))
            }
          }
        }
      }
    }
  }

  /// Sixty runs, some of them at the same moment, of four queues of two pools and of none.
  private static func fill(_ bench: StoreBench) async throws {
    try await bench.change("INSERT INTO flow (id, name) VALUES (md5('flow')::uuid, 'flow')")
    try await bench.change(
      "INSERT INTO work_pool (id, name, type) SELECT md5('pool' || i)::uuid, 'pool' || i, 'process' FROM generate_series(0, 1) i"
    )
    try await bench.change(
      """
      INSERT INTO work_queue (id, name, work_pool_id)
      SELECT md5('queue' || i)::uuid, 'queue' || i, md5('pool' || i % 2)::uuid FROM generate_series(0, 3) i
      """)
    try await bench.change(
      """
      INSERT INTO flow_run (id, name, flow_id, work_queue_id, expected_start_time, start_time)
      SELECT md5('run' || i)::uuid, 'run' || i, md5('flow')::uuid, CASE WHEN i % 5 < 4 THEN md5('queue' || i % 5)::uuid END,
        '2026-01-01 00:00Z'::timestamptz + i / 3 * interval '5 minutes',
        CASE WHEN i % 2 = 0 THEN '2026-01-01 00:00Z'::timestamptz + (60 - i) * interval '5 minutes' END
      FROM generate_series(1, 60) i
      """)
  }
}
