import Models
import Postgres
import Testing
import Values

@testable import Store

@Suite("What the metrics of flow runs come to")
struct MetricRepositoryTests {
  private static let now = CivilTime(year: 2026, month: 11, day: 20, hour: 12).timestamp

  private func add(
    _ type: String, tags: String = "[]", expected: Int? = nil, started: Int? = nil, ended: Int? = nil, time: Int = 0,
    in deployment: UUID? = nil, _ bench: StoreBench
  ) async throws {
    func moment(_ seconds: Int?) -> SQLValue { seconds.map { .timestamp(Self.now + .seconds($0)) } ?? .null }
    try await bench.change(
      """
      INSERT INTO flow_run (name, flow_id, deployment_id, work_queue_id, state_type, tags, expected_start_time, start_time,
        end_time, total_run_time)
      SELECT 'run', f.id, $1, (SELECT work_queue_id FROM deployment WHERE id = $1), $2::state_type, $3::jsonb,
        $4::timestamptz, $5::timestamptz, $6::timestamptz, make_interval(secs => $7::int) FROM flow f
      """,
      [
        deployment.map(SQLValue.uuid) ?? .null, .text(type), .text(tags), moment(expected), moment(started),
        moment(ended), .int4(Int32(time)),
      ])
  }

  private func runs(_ metric: MetricTrigger.Metric, _ bench: StoreBench) async throws -> [MeasuredRuns] {
    try await MetricRepository(database: bench.database).runs(of: metric, over: .seconds(600), until: Self.now)
  }

  private func value(_ metric: MetricTrigger.Metric, _ bench: StoreBench) async throws -> Double? {
    MetricTrigger().value(of: try await runs(metric, bench))
  }

  private func stage(_ body: (StoreBench) async throws -> Void) async throws {
    try await StoreBench.run { bench in
      try await bench.change("INSERT INTO flow (name, tags) VALUES ('etl', '[\"flow-tag\"]')")
      try await body(bench)
    }
  }

  @Test("Successes: the share of COMPLETED among the runs that ended in the range, without those that were cancelled")
  func successes() async throws {
    try await stage { bench in
      #expect(try await value(.successes, bench) == nil)
      for type in ["COMPLETED", "COMPLETED", "COMPLETED", "FAILED", "CRASHED", "CANCELLED"] {
        try await add(type, ended: -10, bench)
      }
      try await add("FAILED", ended: -600, bench)
      try await add("FAILED", ended: 1, bench)
      try await add("RUNNING", started: -5, bench)
      #expect(try await value(.successes, bench) == 0.6)
    }
  }

  @Test("A range may be longer than the database's calendar")
  func longRange() async throws {
    try await stage { bench in
      try await add("COMPLETED", ended: -10, bench)
      let runs = try await MetricRepository(database: bench.database)
        .runs(of: .successes, over: .seconds(86_400 * 999_999_999), until: Self.now)
      #expect(MetricTrigger().value(of: runs) == 1)
    }
  }

  @Test("Duration: the average run time of the runs that ended after they had started")
  func duration() async throws {
    try await stage { bench in
      try await add("COMPLETED", started: -40, ended: -10, time: 30, bench)
      try await add("CANCELLED", started: -20, ended: -10, time: 10, bench)
      try await add("CANCELLED", ended: -10, time: 0, bench)
      try await add("COMPLETED", started: -4000, ended: -3000, time: 1000, bench)
      #expect(try await value(.duration, bench) == 20)
    }
  }

  @Test("Lateness: of runs that started late, of those that are late by now, and none of those in time")
  func lateness() async throws {
    try await stage { bench in
      try await add("COMPLETED", expected: -100, started: -70, ended: -10, bench)
      try await add("SCHEDULED", expected: -90, bench)
      try await add("RUNNING", expected: -50, started: -50, bench)
      try await add("CANCELLED", expected: -50, ended: -10, bench)
      try await add("SCHEDULED", expected: 50, bench)
      #expect(try await value(.lateness, bench) == 30)
    }
  }

  @Test("Runs are told apart by their flow, deployment, queue and tags, as their events name them")
  func groups() async throws {
    try await stage { bench in
      let deployment = UUID.random()
      try await bench.change("INSERT INTO work_pool (name, type) VALUES ('pool', 'process')")
      try await bench.change(
        "INSERT INTO work_queue (name, work_pool_id, priority) SELECT 'queue', id, 1 FROM work_pool")
      try await bench.change(
        """
        INSERT INTO deployment (id, name, flow_id, work_queue_id, tags)
        SELECT $1, 'nightly', f.id, q.id, '["prod"]' FROM flow f, work_queue q WHERE q.name = 'queue'
        """, [.uuid(deployment)])
      try await add("FAILED", ended: -10, bench)
      for type in ["COMPLETED", "FAILED"] { try await add(type, tags: #"["mine"]"#, ended: -10, in: deployment, bench) }
      let groups = try await runs(.successes, bench).sorted { $0.count < $1.count }
      try #require(groups.count == 2)
      #expect(groups[0].related.map(\.role) == ["flow", "tag"])
      #expect(groups[0].related.map(\.name) == ["etl", nil])
      #expect(groups[1].related.map(\.role) == ["flow", "deployment", "work-queue", "work-pool", "tag", "tag", "tag"])
      #expect(groups[1].related.prefix(4).map(\.name) == ["etl", "nightly", "queue", "pool"])
      #expect(groups[1].related[1].id == "prefect.deployment.\(deployment)")
      #expect(
        groups[1].related.suffix(3).map(\.id) == ["prefect.tag.flow-tag", "prefect.tag.mine", "prefect.tag.prod"])
      #expect(groups[1].related[3]["prefect.work-pool.type"] == "process")
      #expect(groups[1].count == 2 && groups[1].sum == 1)
    }
  }
}
