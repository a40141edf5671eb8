import JSON
import Models
import Postgres
import Reactor
import Store
import Testing
import Values

@testable import SchedulerService

@Suite struct ActionRunnerTests {
  private static let failed = "prefect.automation.action.failed"

  @Test("A queued action is carried out and leaves its two events, the second behind the first")
  func executed() async throws {
    try await ActionBench.run { bench in
      let action = try bench.action(#"{"type":"do-nothing"}"#)
      try await bench.queue.insert([action])
      let runner = bench.runner()
      try await runner.pass()
      await runner.drain()
      #expect(try await bench.queue.count() == 0)
      #expect(
        try await bench.text("SELECT string_agg(event, ' ' ORDER BY occurred) FROM events")
          == "prefect.automation.action.triggered prefect.automation.action.executed")
      #expect(
        try await bench.text(
          """
          SELECT count(*) FROM events e JOIN events t ON t.id = e.follows
          WHERE t.event LIKE '%triggered' AND e.payload ->> 'invocation' = '\(action.id)'
          """) == "1")
    }
  }

  @Test("More actions than may be under way at once are carried out one after the other")
  func bounded() async throws {
    try await ActionBench.run { bench in
      var actions: [TriggeredAction] = []
      for _ in 0..<5 { actions.append(try bench.action(#"{"type":"do-nothing"}"#)) }
      try await bench.queue.insert(actions)
      let runner = bench.runner(concurrency: 2)
      for _ in 0..<3 {
        try await runner.pass()
        await runner.drain()
      }
      #expect(try await bench.queue.count() == 0)
      #expect(try await bench.text("SELECT count(*) FROM events") == "10")
    }
  }

  @Test("An action that the vault is needed for waits while it is away, and fails after the last attempt")
  func postponed() async throws {
    try await ActionBench.run { bench in
      let block = UUID.random()
      try await bench.queue.insert([
        try bench.action(#"{"type":"send-notification","block_document_id":"\#(block)","body":"x"}"#)
      ])
      let runner = bench.runner(attempts: 2)
      try await runner.pass()
      await runner.drain()
      #expect(try await bench.queue.count() == 1)
      #expect(try await bench.text("SELECT count(*) FROM events") == "0")
      try await bench.change("UPDATE apus.triggered_action SET due = due - interval '1 minute'")
      try await runner.pass()
      await runner.drain()
      #expect(try await bench.queue.count() == 0)
      let reason = try await bench.text("SELECT payload ->> 'reason' FROM events WHERE event = '\(Self.failed)'")
      #expect(reason?.hasPrefix("The block vault could not be reached") == true)
    }
  }

  @Test("Nobody else takes an action that is carried out for longer than its lease")
  func longerThanItsLease() async throws {
    try await ActionBench.run { bench in
      let other = TriggeredActionRepository(database: bench.database)
      try await bench.queue.insert([
        try bench.action(#"{"type":"send-notification","block_document_id":"\#(UUID.random())","body":"x"}"#)
      ])
      let runner = bench.runner(attempts: 1, lease: .seconds(1)) { [loop = bench.loop] _ in
        try await loop.sleep(for: .seconds(3))
        throw ActionBench.Away()
      }
      try await runner.pass()
      try await bench.loop.sleep(for: .seconds(2))
      #expect(try await other.claim(1, lease: .seconds(60)).isEmpty)
      await runner.drain()
      #expect(try await bench.queue.count() == 0)
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event = '\(Self.failed)'") == "1")
    }
  }

  private struct Odd: Error, CustomStringConvertible {
    let description = "a\u{0}b"
  }

  @Test("What can't be stored of an action's outcome does not make it be tried again")
  func unstorable() async throws {
    try await ActionBench.run { bench in
      try await bench.queue.insert([
        try bench.action(#"{"type":"send-notification","block_document_id":"\#(UUID.random())","body":"x"}"#)
      ])
      let runner = bench.runner(attempts: 1) { _ in throw Odd() }
      try await runner.pass()
      await runner.drain()
      #expect(try await bench.queue.count() == 0)
      #expect(
        try await bench.text("SELECT payload ->> 'reason' FROM events WHERE event = '\(Self.failed)'")
          == "The block vault could not be reached: a\u{FFFD}b")
      var report = ActionReport()
      report.detail("response_body", "a\u{0}b")
      #expect(report.details["response_body"]?.description == "\"a\u{FFFD}b\"")
    }
  }

  @Test("An action that can't be read ends in an event that says so")
  func unreadable() async throws {
    try await ActionBench.run { bench in
      let id = UUID.random()
      try await bench.change(
        "INSERT INTO apus.triggered_action (id, automation_id, content) VALUES ('\(id)', '\(id)', '{}')")
      let runner = bench.runner()
      try await runner.pass()
      await runner.drain()
      #expect(try await bench.queue.count() == 0)
      #expect(
        try await bench.text("SELECT payload ->> 'reason' FROM events WHERE event = '\(Self.failed)'")
          == "The queued action can't be read by this server")
    }
  }
}

@Suite struct RepeatedActionTests {
  /// Carries an action out twice, as after a lease that ended.
  private func twice(_ action: TriggeredAction, _ bench: ActionBench) async throws -> ActionReport {
    var report = ActionReport()
    try await bench.performer.perform(action, isRepeated: false, &report)
    report = ActionReport()
    try await bench.performer.perform(action, isRepeated: true, &report)
    return report
  }

  @Test(
    "A state is written once however often its action is tried, and counts as written",
    arguments: [
      #"{"type":"cancel-flow-run"}"#, #"{"type":"change-flow-run-state","state":"FAILED"}"#,
      #"{"type":"change-flow-run-state","state":"RUNNING","name":"Again","force":true}"#,
    ])
  func state(_ json: String) async throws {
    try await ActionBench.run { bench in
      let run = try await bench.flowRun()
      let action = try bench.action(json, about: "prefect.flow-run.\(run)")
      let report = try await twice(action, bench)
      #expect(report.details["status_code"]?.description == "201")
      #expect(try await bench.text("SELECT count(*) FROM flow_run_state WHERE flow_run_id = '\(run)'") == "2")
      #expect(try await bench.text("SELECT state_id FROM flow_run WHERE id = '\(run)'") == "\(action.id)")
    }
  }

  @Test("A run that the action before it deleted counts as deleted")
  func deletion() async throws {
    try await ActionBench.run { bench in
      let run = try await bench.flowRun()
      let report = try await twice(
        try bench.action(#"{"type":"delete-flow-run"}"#, about: "prefect.flow-run.\(run)"), bench)
      #expect(report.details["status_code"]?.description == "204")
    }
  }

  @Test("A run of a deployment is made once however often its action is tried")
  func deployment() async throws {
    try await ActionBench.run { bench in
      let flow = try await bench.stores.flows.upsert(FlowCreate(name: "f")).flow
      let deployment = UUID.random()
      try await bench.change(
        "INSERT INTO deployment (id, name, flow_id) VALUES ('\(deployment)', 'd', '\(flow.id)')")
      let report = try await twice(
        try bench.action(#"{"type":"run-deployment","deployment_id":"\#(deployment)"}"#), bench)
      #expect(try await bench.text("SELECT count(*) FROM flow_run") == "1")
      #expect(report.related.map(\.role) == ["target", "flow-run"])
      #expect(try await bench.text("SELECT created_by ->> 'type' FROM flow_run") == "AUTOMATION")
    }
  }

  @Test("What has no effect at the second attempt either fails")
  func failure() async throws {
    try await ActionBench.run { bench in
      let action = try bench.action(#"{"type":"cancel-flow-run"}"#, about: "prefect.flow-run.\(UUID.random())")
      var report = ActionReport()
      await #expect(throws: ActionFailure("Unexpected status from 'cancel-flow-run' action: 404")) {
        try await bench.performer.perform(action, isRepeated: true, &report)
      }
    }
  }
}

@Suite struct ActionSettingsTests {
  @Test("Waits double up to five minutes")
  func waits() {
    let settings = ActionSettings(concurrency: 1, lease: .seconds(60), attempts: 10)
    #expect(
      [1, 2, 3, 9, 10, 1000].map { settings.wait(afterAttempt: $0) } == [1, 2, 4, 256, 300, 300].map { .seconds($0) })
  }
}
