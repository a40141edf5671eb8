import Models
import Postgres
import Testing
import Values

@testable import Store

/// A search finds what ILIKE finds, whatever the index is asked for.
@Suite struct SearchKeyTests {
  private static let sample = (0..<60).map { "task-\($0 % 5)-\(0xb00 + $0)" }

  @Test(
    "The index is asked for the longest of the rarest words",
    arguments: [
      ("task-3-a1b", "a1b"), ("TASK-3-A1B", "a1b"), ("task-heron", "heron"), ("ab task-xyz1 defg", "xyz1"),
      ("task%a1b_", "a1b"), ("täsk-a1b", "a1b"), ("task-ab", nil), ("a1b", nil), ("task", nil), ("", nil), ("%", nil),
      ("task-\\a1b", nil), (String(repeating: "task-", count: 50) + "a1b", nil),
    ] as [(String, String?)])
  func key(text: String, key: String?) {
    #expect(SearchKey.of(text, among: NameSample(SearchKeyTests.sample)) == key)
    #expect(SearchKey.of(text, among: NameSample(Array(SearchKeyTests.sample.prefix(49)))) == nil)
  }

  @Test("A word is rare that is in no more than one of a thousand names")
  func rarity() {
    let names = (0..<2_000).map { $0 < 3 ? "Brisk-Otter-\($0)" : $0 < 5 ? "calm-heron-\($0)" : "calm-otter-\($0)" }
    let sample = NameSample(names)
    #expect(sample.rarity(of: "brisk") == nil && sample.rarity(of: "otter") == nil)
    #expect(sample.rarity(of: "heron") == 2 && sample.rarity(of: "1999") == 1 && sample.rarity(of: "daring") == 0)
    #expect(sample.rarity(of: "er") == nil && sample.rarity(of: "9c") == 0)
    #expect(sample.isInSome("ISK-Otter") && !sample.isInSome("heron") && !sample.isInSome("otter"))
    #expect(!sample.isInSome("heron-5") && !sample.isInSome(""))
    #expect(SearchKey.of("calm-heron-1999", among: sample) == "1999")
    #expect(SearchKey.of("heron-daring", among: sample) == "daring")
    #expect(SearchKey.of("brisk-otter", among: sample) == nil)
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
      var (keys, pages) = (0, 0)
      for text in [
        "amber-heron-777", "HERON-1777", "heron", "amber%1777", "amber-heron-17_7", "task-3-a1b", "task-1-A1b",
        "no-such", "heron-177",
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
        for offset in [0, 9, 2_500] {
          let (some, page) = (filters, Page(limit: 4, offset: offset))
          let (rows, total) = try await (
            flowRuns.list(some, sort: .nameDescending, page: page), flowRuns.count(some)
          )
          let found = try await flowRuns.page(some, sort: .nameDescending, page: page)
          #expect(found.rows.map(\.id) == rows.map(\.id) && found.total == total, "\(text) \(offset)")
        }
        if try await flowRuns.searchKeys.findSome(by: filters.flowRunCondition) { pages += 1 }
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
      #expect(keys >= 3 && pages == 1)
    }
  }
}

extension Condition {
  /// What it is made of, if that is one condition.
  fileprivate var only: Condition {
    if case .all(let conditions) = self, conditions.count == 1 { conditions[0].only } else { self }
  }
}
