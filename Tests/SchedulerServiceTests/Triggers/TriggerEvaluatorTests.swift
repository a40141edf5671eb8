import Models
import Observability
import Postgres
import Store
import Testing
import Values

@testable import SchedulerService

@Suite("The evaluation of events in the scheduler")
struct TriggerEvaluatorTests {
  private func change(_ bench: ActionBench, _ sql: String, _ values: [SQLValue] = []) async throws {
    _ = try await bench.database.run(Statement("", sql), values)
  }

  private func triggered(_ bench: ActionBench) async throws -> [String] {
    let rows = try await bench.database.run(
      Statement("", "SELECT resource_id FROM events WHERE event = 'prefect.automation.triggered' ORDER BY 1"), [])
    return try rows.map { row throws(DatabaseError) in
      var reader = row.reader()
      return try reader.text()
    }
  }

  @Test("An automation whose part of a step can't be written does not keep the others from firing")
  func isolates() async throws {
    try await ActionBench.run { bench in
      let ids = (1...3).map { UUID(high: 1, low: UInt64($0)) }
      for id in ids {
        try await change(
          bench,
          """
          INSERT INTO automation (id, name, description, trigger, actions) VALUES ($1, 'a', '',
            jsonb_build_object('type', 'event', 'id', $1, 'posture', 'Reactive', 'expect', '["x"]'::jsonb), '[]')
          """, [.uuid(id)])
      }
      let culprit = "prefect.automation.\(ids[1])"
      try await change(bench, "ALTER TABLE events ADD CONSTRAINT no_culprit CHECK (resource_id <> '\(culprit)')")
      let metrics = TriggerMetrics(Metrics())
      let evaluator = bench.evaluator(metrics: metrics)
      try await evaluator.pass()
      for round in 1...2 {
        let event = Event(occurred: .now(), event: "x", resource: Resource(id: "thing"), id: .random())
        try await EventIngestRepository(database: bench.database)
          .store([IngestedEvent(event, received: .now(), taskRun: nil)])
        try await evaluator.pass()
        let wanted = [ids[0], ids[2]].flatMap { id in Array(repeating: "prefect.automation.\(id)", count: round) }
        #expect(try await triggered(bench) == wanted)
        #expect(metrics.unwritable.value == round)
      }
      await evaluator.metricReader.finish()
    }
  }
}
