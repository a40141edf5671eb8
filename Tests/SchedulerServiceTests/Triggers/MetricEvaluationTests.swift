import Models
import Observability
import Postgres
import Store
import Synchronization
import Testing
import Triggers
import Values

@testable import SchedulerService

@Suite("Metric triggers in the scheduler")
struct MetricEvaluationTests {
  private static let automation = UUID(high: 1, low: 1)

  /// A clock that a test moves.
  private final class Clock: Sendable {
    private let moment = Mutex(ActionBench.moment)

    var wall: WallClock { WallClock { self.moment.withLock { $0 } } }

    func move(_ minutes: Int) { moment.withLock { $0 = $0 + .seconds(60 * minutes) } }
  }

  private func evaluator(_ bench: ActionBench, _ clock: Clock, evaluates: Bool = true) -> TriggerEvaluator {
    bench.evaluator(clock: clock.wall, metricTriggers: evaluates)
  }

  private func change(_ bench: ActionBench, _ sql: String, _ values: [SQLValue] = []) async throws {
    _ = try await bench.database.run(Statement("", sql), values)
  }

  private func add(_ state: String, _ bench: ActionBench, _ clock: Clock) async throws {
    try await change(
      bench,
      """
      INSERT INTO flow_run (name, flow_id, state_type, end_time) SELECT 'run', id, $1::state_type, $2 FROM flow
      """, [.text(state), .timestamp(clock.wall.now())])
  }

  private func stage(_ body: (ActionBench, Clock) async throws -> Void) async throws {
    try await ActionBench.run { bench in
      try await change(bench, "INSERT INTO flow (name) VALUES ('etl')")
      try await change(
        bench,
        """
        INSERT INTO automation (id, name, description, trigger, actions, actions_on_resolve) VALUES ($1, 'a', '', $2, $3, $3)
        """,
        [
          .uuid(Self.automation),
          .jsonb(
            Array(
              """
              {"type": "metric", "id": "\(UUID(high: 2, low: 2))", "posture": "Metric",
                "match_related": {"prefect.resource.role": "flow", "prefect.resource.name": "etl"},
                "metric": {"name": "successes", "operator": "<", "threshold": 0.8, "range": 600, "firing_for": 300}}
              """.utf8)), .jsonb(Array(#"[{"type": "do-nothing"}]"#.utf8)),
        ])
      try await body(bench, Clock())
    }
  }

  /// One pass that has the metrics read, and one that evaluates what was read.
  private func evaluate(_ evaluator: TriggerEvaluator) async throws {
    try await evaluator.pass()
    await evaluator.metricReader.finish()
    try await evaluator.pass()
  }

  /// The names of the events of the automation, and how many actions were asked for.
  private func effects(_ bench: ActionBench) async throws -> [String] {
    let rows = try await bench.database.run(
      Statement(
        "",
        """
        SELECT event FROM (SELECT event, occurred FROM events ORDER BY occurred) e
        UNION ALL SELECT 'actions ' || count(*) FROM apus.triggered_action
        """), [])
    return try rows.map { row throws(DatabaseError) in
      var reader = row.reader()
      return try reader.text()
    }
  }

  @Test("One fires once its value was beyond the threshold for its time, and resolves once it was back as long")
  func firesAndResolves() async throws {
    try await stage { bench, clock in
      let evaluator = evaluator(bench, clock)
      try await add("FAILED", bench, clock)
      try await evaluate(evaluator)
      clock.move(4)
      try await evaluate(evaluator)
      #expect(try await effects(bench) == ["actions 0"])
      clock.move(1)
      try await evaluate(evaluator)
      #expect(try await effects(bench) == ["prefect.automation.triggered", "actions 1"])
      clock.move(10)
      try await add("COMPLETED", bench, clock)
      try await evaluate(evaluator)
      clock.move(5)
      try await evaluate(evaluator)
      #expect(
        try await effects(bench) == ["prefect.automation.triggered", "prefect.automation.resolved", "actions 2"])
      await evaluator.metricReader.finish()
    }
  }

  @Test("What was seen goes on with the next scheduler")
  func restart() async throws {
    try await stage { bench, clock in
      try await add("CRASHED", bench, clock)
      let first = evaluator(bench, clock)
      try await evaluate(first)
      try await change(bench, "DELETE FROM apus.trigger_evaluator")
      try await change(bench, "UPDATE apus.trigger_share SET holder = NULL, held_until = NULL")
      clock.move(5)
      let second = evaluator(bench, clock)
      try await evaluate(second)
      #expect(try await effects(bench) == ["prefect.automation.triggered", "actions 1"])
      await first.metricReader.finish()
      await second.metricReader.finish()
    }
  }

  @Test("Where metric triggers are switched off, none is evaluated")
  func switchedOff() async throws {
    try await stage { bench, clock in
      let evaluator = evaluator(bench, clock, evaluates: false)
      try await add("FAILED", bench, clock)
      for _ in 0..<3 {
        try await evaluate(evaluator)
        clock.move(5)
      }
      #expect(try await effects(bench) == ["actions 0"])
    }
  }

  @Test("A metric is read when it is due, and again at its next time when it could not be read")
  func reading() async throws {
    try await ActionBench.run { bench in
      struct Busy: Error {}
      let clock = Clock()
      let attempts = Mutex(0)
      let reader = MetricReader(loop: bench.loop, clock: clock.wall, logger: .silent) { _, _ in
        let attempt = attempts.withLock { count in
          count += 1
          return count
        }
        if attempt == 1 { throw Busy() }
        return [MeasuredRuns(related: [], count: attempt, sum: 0)]
      }
      var trigger = MetricTrigger()
      trigger.range = .seconds(600)
      let query = MetricQuery(trigger)
      var counts: [Int?] = []
      for _ in 0..<4 {
        counts.append(await reader.next([query])[query]?.first?.count)
        await reader.finish()
        clock.move(counts.count == 3 ? 0 : 1)
      }
      #expect(counts == [nil, nil, 2, 3])
      #expect(attempts.withLock { $0 } == 3)
    }
  }
}
