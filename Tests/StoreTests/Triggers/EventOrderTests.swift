internal import Models
import Postgres
internal import Store
internal import Testing
internal import Triggers
internal import Values

@Suite("The order of events that follow one another")
struct EventOrderTests {
  private let now = Timestamp.now()

  private func event(_ id: UUID, follows: UUID? = nil, received: Timestamp? = nil) -> IngestedEvent {
    IngestedEvent(
      Event(occurred: now, event: "e", resource: Resource(id: "thing"), id: id, follows: follows),
      received: received ?? now, taskRun: nil)
  }

  @Test("An event waits for the first of its chain that was not committed")
  func waitsForTheFirst() async throws {
    try await StoreBench.run { bench in
      let order = EventOrderRepository(database: bench.database)
      let (a, b, c, d) = (UUID.random(), UUID.random(), UUID.random(), UUID.random())
      let ingest = EventIngestRepository(database: bench.database)
      try await ingest.store([event(b, follows: a), event(d)])
      let position = try await CommittedFeed.events(bench.database).begin()
      let asked = [(id: c, follows: b), (id: UUID.random(), follows: d)]
      #expect(try await order.missing(asked, by: position, now: now) == [c: a])
      try await ingest.store([event(a)])
      #expect(try await order.missing(asked, by: position, now: now) == [c: a])
      let later = try await CommittedFeed.events(bench.database).begin()
      #expect(try await order.missing(asked, by: later, now: now).isEmpty)
    }
  }

  @Test("Nothing waits for the event of a state that was written without one, as a scheduler does")
  func doesNotWaitForScheduledStates() async throws {
    try await StoreBench.run { bench in
      let order = EventOrderRepository(database: bench.database)
      let state = UUID.random()
      let insert = """
        WITH f AS (INSERT INTO flow (name) VALUES ('f') RETURNING id),
        r AS (INSERT INTO flow_run (name, flow_id) SELECT 'r', id FROM f RETURNING id)
        INSERT INTO flow_run_state (id, flow_run_id, type, name, timestamp)
        SELECT '\(state)', id, 'SCHEDULED', 'Scheduled', now() FROM r
        """
      _ = try await bench.database.run(Statement("", insert), [])
      let position = try await CommittedFeed.events(bench.database).begin()
      let asked = [(id: UUID.random(), follows: state)]
      #expect(try await order.missing(asked, by: position, now: now).isEmpty)
      // One that is there and was committed later is waited for.
      try await EventIngestRepository(database: bench.database).store([event(state)])
      #expect(try await order.missing(asked, by: position, now: now) == [asked[0].id: state])
    }
  }

  @Test("What a long received event follows is not waited for")
  func doesNotWaitForTheOld() async throws {
    try await StoreBench.run { bench in
      let order = EventOrderRepository(database: bench.database)
      let (b, c) = (UUID.random(), UUID.random())
      try await EventIngestRepository(database: bench.database).store([
        event(b, follows: .random(), received: now - .seconds(3600))
      ])
      let position = try await CommittedFeed.events(bench.database).begin()
      #expect(try await order.missing([(id: c, follows: b)], by: position, now: now).isEmpty)
    }
  }

  @Test("An event that waits is ready when its leader is committed, or after fifteen minutes")
  func isReady() async throws {
    try await StoreBench.run { bench in
      let evaluator = UUID.random()
      let held = try await TriggerShareRepository(database: bench.database, evaluator: evaluator).take(
        for: .seconds(30))
      let leader = UUID.random()
      let waiting = ReceivedEvent(
        Event(occurred: now, event: "e", resource: Resource(id: "thing"), id: .random(), follows: leader), received: now
      )
      var step = TriggerStep(shares: held.map(\.number), position: nil, memory: TriggerMemory())
      step.parked = [WaitingEvent(event: waiting, leader: leader, share: 3)]
      let steps = TriggerStepRepository(database: bench.database, evaluator: evaluator)
      try await steps.write(step, at: now)
      let order = EventOrderRepository(database: bench.database)
      let feed = CommittedFeed.events(bench.database)
      #expect(try await order.countWaiting(in: [3]) == 1)
      #expect(try await order.countWaiting(in: [4]) == 0)
      #expect(try await order.ready(in: [3], by: feed.begin(), now: now, limit: 10).isEmpty)
      let late = try await order.ready(in: [3], by: feed.begin(), now: now + .seconds(1000), limit: 10)
      #expect(late.map(\.event) == [waiting] && late.allSatisfy { $0.isLost })
      try await EventIngestRepository(database: bench.database).store([event(leader)])
      let ready = try await order.ready(in: [3], by: feed.begin(), now: now, limit: 10)
      #expect(ready.map(\.event) == [waiting] && ready.allSatisfy { $0.share == 3 && !$0.isLost })
      var done = TriggerStep(shares: held.map(\.number), position: nil, memory: TriggerMemory())
      done.unparked = [(waiting.event.id, 3)]
      try await steps.write(done, at: now)
      #expect(try await order.countWaiting(in: [3]) == 0)
    }
  }
}
