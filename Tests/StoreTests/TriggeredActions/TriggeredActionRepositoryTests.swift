import JSON
import Models
import Postgres
import Testing
import Values

@testable import Store

@Suite struct TriggeredActionRepositoryTests {
  private static let moment = CivilTime(year: 2026, month: 11, day: 20, hour: 12).timestamp

  private func action(_ id: UUID = .random(), name: String = "a") -> TriggeredAction {
    let automation = Automation(
      id: .random(), created: Self.moment, updated: Self.moment, name: name, about: "", isEnabled: true, tags: ["t"],
      trigger: RawJSON(validated: Array(#"{"type":"event","posture":"Reactive"}"#.utf8)),
      actions: RawJSON(validated: Array(#"[{"type":"do-nothing"}]"#.utf8)), actionsOnTrigger: .emptyArray,
      actionsOnResolve: .emptyArray)
    let event = Event(
      occurred: Self.moment, event: "x", resource: Resource(id: "r.1"),
      payload: RawJSON(validated: Array(#"{"k":[1]}"#.utf8)), id: .random())
    return TriggeredAction(
      id: id, automation: automation, firing: nil, triggered: Self.moment, labels: [Resource.Label("a.b", "c")],
      event: ReceivedEvent(event, received: Self.moment), action: .doNothing, index: 2, stateChangeEvent: .random())
  }

  private func event(_ id: UUID = .random()) -> EmittedEvent {
    EmittedEvent(
      id: id, occurred: Self.moment, event: "done", resource: EmittedEvent.Involved(id: "prefect.automation.1"))
  }

  @Test("A queued action is claimed as it was queued, once until its lease ends, and ends with its events")
  func life() async throws {
    try await StoreBench.run { bench in
      let queue = TriggeredActionRepository(database: bench.database)
      let other = TriggeredActionRepository(database: bench.database)
      let queued = action()
      try await queue.insert([queued])
      try await queue.insert([queued])
      #expect(try await queue.count() == 1)
      let claimed = try #require(try await queue.claim(10, lease: .seconds(60)).first)
      #expect(claimed.attempts == 1 && claimed.automationID == queued.automation.id)
      let read = try #require(claimed.action)
      #expect(read.id == queued.id && read.automation.id == queued.automation.id && read.automation.name == "a")
      #expect(read.labels == queued.labels && read.action == .doNothing && read.index == 2)
      #expect(read.event?.event.id == queued.event?.event.id && read.event?.received == Self.moment)
      #expect(read.triggered == queued.triggered && read.stateChangeEvent == queued.stateChangeEvent)
      #expect(try await other.claim(10, lease: .seconds(60)).isEmpty)
      #expect(try await queue.finish(claimed, events: [event(), event()]))
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event = 'done'") == "2")
      #expect(try await bench.text("SELECT count(*) FROM event_resources") == "2")
      #expect(try await queue.count() == 0)
      #expect(try await !queue.finish(claimed, events: [event()]))
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event = 'done'") == "2")
    }
  }

  @Test("An action whose lease ended belongs to the next one that claims it, and only that one ends it")
  func expiredLease() async throws {
    try await StoreBench.run { bench in
      let queue = TriggeredActionRepository(database: bench.database)
      let other = TriggeredActionRepository(database: bench.database)
      try await queue.insert([action()])
      let first = try #require(try await queue.claim(1, lease: .zero).first)
      let second = try #require(try await other.claim(1, lease: .seconds(60)).first)
      #expect(second.id == first.id && second.attempts == 2)
      #expect(try await !queue.finish(first, events: [event()]))
      try await queue.retry(first, after: .zero)
      #expect(try await queue.claim(1, lease: .seconds(60)).isEmpty)
      #expect(try await other.finish(second, events: [event()]))
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event = 'done'") == "1")
    }
  }

  @Test("A lease is renewed by whoever claimed the action last, and by nobody else")
  func renewal() async throws {
    try await StoreBench.run { bench in
      let queue = TriggeredActionRepository(database: bench.database)
      let other = TriggeredActionRepository(database: bench.database)
      try await queue.insert([action()])
      let first = try #require(try await queue.claim(1, lease: .zero).first)
      #expect(try await queue.renew(first, lease: .seconds(60)))
      #expect(try await other.claim(1, lease: .seconds(60)).isEmpty)
      try await bench.change("UPDATE apus.triggered_action SET due = due - interval '60 seconds'")
      #expect(try await other.claim(1, lease: .seconds(60)).first?.attempts == 2)
      #expect(try await !queue.renew(first, lease: .seconds(60)))
    }
  }

  @Test("An action that is to be retried is due after the wait and not before")
  func retry() async throws {
    try await StoreBench.run { bench in
      let queue = TriggeredActionRepository(database: bench.database)
      try await queue.insert([action()])
      let first = try #require(try await queue.claim(1, lease: .seconds(60)).first)
      try await queue.retry(first, after: .seconds(600))
      #expect(try await queue.claim(1, lease: .seconds(60)).isEmpty)
      try await bench.change("UPDATE apus.triggered_action SET due = due - interval '600 seconds'")
      #expect(try await queue.claim(1, lease: .seconds(60)).first?.attempts == 2)
    }
  }

  @Test("An action that can't be read is claimed without content")
  func unreadable() async throws {
    try await StoreBench.run { bench in
      let queue = TriggeredActionRepository(database: bench.database)
      try await bench.change(
        "INSERT INTO apus.triggered_action (id, automation_id, content) VALUES ($1, $1, '{}')", [.uuid(.random())])
      let claimed = try #require(try await queue.claim(1, lease: .seconds(60)).first)
      #expect(claimed.action == nil)
    }
  }
}
