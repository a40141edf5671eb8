import Models
import Postgres
import Testing
import Values

@testable import Store

/// A search that finds many runs is made among those of the days that are asked for, and finds what it finds without.
@Suite struct DaySearchTests {
  private static let hour: Int64 = 3_600_000_000
  private static let day = 24 * hour
  /// 2026-11-01, a midnight in UTC.
  private static let first: Int64 = 1_793_491_200_000_000

  /// A span as requests have it, which may end before it begins.
  private static func span(_ days: ClosedRange<Int64>, _ generator: inout SystemRandomNumberGenerator) -> TimeFilter {
    func moment() -> Timestamp {
      let midnight = first + Int64.random(in: days, using: &generator) * day
      let rest: Int64 = Bool.random(using: &generator) ? 0 : .random(in: -1...day, using: &generator)
      return Timestamp(microseconds: midnight + rest)
    }
    return TimeFilter(before: moment(), after: moment())
  }

  @Test("Searches within spans of time find what they find without days")
  func equal() async throws {
    try await StoreBench.run { bench in
      try await bench.change("INSERT INTO flow (id, name) VALUES (md5('flow')::uuid, 'flow')")
      // Many begin or start at midnight, or a microsecond before it, and some never; runs start late, or before they are due.
      try await bench.change(
        """
        INSERT INTO flow_run (id, name, flow_id, expected_start_time, start_time)
        SELECT md5('run' || i)::uuid, CASE WHEN i % 60 = 0 THEN 'Bright-Comet-' ELSE 'calm-heron-' END || i, md5('flow')::uuid,
          CASE WHEN i % 49 > 0 THEN moment END,
          CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN moment - interval '1 day' WHEN 2 THEN date_trunc('day', moment)
            WHEN 3 THEN moment + interval '40 hours' ELSE moment + interval '1 second' END
        FROM generate_series(1, 12000) i, LATERAL (
          SELECT timestamptz '2026-11-01Z' + i % 45 * interval '1 day' - i % 2 * interval '1 microsecond'
            + CASE WHEN i % 3 > 0 THEN i % 1440 * interval '1 minute' ELSE interval '0' END AS moment) m
        """)
      try await bench.change("ANALYZE flow_run")
      let runs = FlowRunRepository(database: bench.database)
      let sql = """
        SELECT count(*) FROM flow_run WHERE name ILIKE '%comet%' AND ($1 IS NULL OR expected_start_time BETWEEN $1 AND $2)
          AND ($3 IS NULL OR COALESCE(start_time, expected_start_time) BETWEEN $3 AND $4)
        """
      var (generator, byDays, hits) = (SystemRandomNumberGenerator(), 0, 0)
      for turn in 0..<90 {
        var (filters, filter) = (EntityFilters(), FlowRunFilter())
        filter.name = TextFilter(like: "comet")
        if turn % 3 != 1 { filter.expectedStartTime = DaySearchTests.span(-1...46, &generator) }
        if turn % 3 != 0 { filter.startTime = DaySearchTests.span(-1...48, &generator) }
        filters.flowRuns = filter
        let bounds = [filter.expectedStartTime, filter.startTime].flatMap { [$0?.after, $0?.before] }
        let expected = try await bench.text(sql, bounds.map(SQLValue.timestamp))
        let found = try await runs.page(filters, sort: .startTimeDescending, page: Page(limit: 5))
        #expect(found.total.description == expected, "\(bounds)")
        #expect(try await runs.count(filters).description == expected, "\(bounds)")
        let list = try await runs.list(filters, sort: .startTimeDescending, page: Page(limit: 5))
        #expect(found.rows.map(\.id) == list.map(\.id), "\(bounds)")
        if case .all(let conditions) = filters.flowRunConditionByDays { byDays += conditions.count - 1 }
        hits += found.total
        #expect(try await runs.searchKeys.findSome(by: filters.flowRunCondition))
      }
      #expect(byDays >= 20 && hits > 500)
    }
  }

  @Test("Spans without an end, of many days, or of which one is enough are not looked up by days")
  func unbounded() {
    let moment = Timestamp(microseconds: DaySearchTests.first)
    func days(_ change: (inout FlowRunFilter) -> Void) -> Bool {
      var (filters, filter) = (EntityFilters(), FlowRunFilter())
      filter.name = TextFilter(like: "comet")
      change(&filter)
      filters.flowRuns = filter
      guard case .all(let conditions) = filters.flowRunConditionByDays else { return false }
      return conditions.count == 2
    }
    func span(_ days: Int64) -> TimeFilter {
      TimeFilter(before: Timestamp(microseconds: moment.microseconds + days * DaySearchTests.day), after: moment)
    }
    #expect(
      days { $0.expectedStartTime = span(7) } && days { $0.startTime = span(39) } && days { $0.startTime = span(0) })
    #expect(
      days {
        $0.expectedStartTime = span(100); $0.startTime = span(1)
      })
    #expect(!days { _ in } && !days { $0.startTime = span(40) } && !days { $0.startTime = span(-1) })
    #expect(!days { $0.startTime = TimeFilter(after: moment) } && !days { $0.startTime = TimeFilter(before: moment) })
    #expect(!days { $0.startTime = TimeFilter(before: Timestamp(microseconds: .max), after: moment) })
    #expect(
      !days {
        $0.operator = .or; $0.startTime = span(1)
      })
  }
}
