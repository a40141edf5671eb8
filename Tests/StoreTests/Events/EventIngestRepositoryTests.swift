internal import Models
internal import Postgres
internal import Store
internal import Testing
internal import Values

@Suite("Event ingest stores")
struct EventIngestRepositoryTests {
  private func store(_ bench: StoreBench, _ events: [IngestedEvent]) async throws {
    try await EventIngestRepository(database: bench.database).store(events)
  }

  @Test("An event is stored once by its id, with its resources, whatever comes under the id later")
  func storesOnce() async throws {
    try await StoreBench.run { bench in
      let id = UUID.random()
      let first = Event(
        occurred: .now(), event: "first",
        resource: Resource(id: "thing", labels: [.init("prefect.resource.role", "given"), .init("a", "1")]),
        related: [Resource(id: "tag", labels: [.init("prefect.resource.role", "tag")])], id: id)
      var second = first
      second.event = "second"
      let events = [first, second].map { IngestedEvent($0, received: .now(), taskRun: nil) }
      try await store(bench, events)
      try await store(bench, [events[1]])
      #expect(try await bench.text("SELECT string_agg(event, ',') FROM events") == "first")
      #expect(
        try await bench.text(
          """
          SELECT string_agg(concat_ws(' ', resource_id, resource_role, resource), ';' ORDER BY resource_id)
          FROM event_resources
          """) == #"tag tag {};thing  {"a":"1"}"#)
    }
  }

  @Test("A task run is recorded from the events of one batch as from events that come one by one")
  func recordsBatch() async throws {
    try await StoreBench.run { bench in
      let run = try await bench.flowRun()
      for (key, isBatch) in [("one", true), ("many", false)] {
        let task = TaskRunTelling(flowRunID: run, dynamicKey: key)
        let events = [
          try task.event(.pending, at: 1, members: #","name":"n","tags":["t"],"run_count":0"#),
          try task.event(.running, at: 2, members: #","run_count":1,"start_time":"2026-01-01T00:00:00Z""#),
          try task.event(.completed, at: 3, members: #","total_run_time":1.5,"end_time":"2026-01-01T00:00:01Z""#),
        ]
        if isBatch { try await store(bench, events) } else { for event in events { try await store(bench, [event]) } }
        #expect(
          try await bench.text(
            """
            SELECT concat_ws(' ', name, tags, run_count, state_type, state_name, total_run_time,
              end_time - start_time, labels IS NULL, state_id = $2)
            FROM task_run WHERE id = $1
            """, [.uuid(task.id), .uuid(events[2].id)]) == #"n ["t"] 1 COMPLETED Completed 00:00:01.5 00:00:01 t t"#)
        #expect(
          try await bench.text(
            "SELECT string_agg(name, ' ' ORDER BY timestamp) FROM task_run_state WHERE task_run_id = $1",
            [.uuid(task.id)]) == "Pending Running Completed")
      }
    }
  }

  @Test("An older event adds its state and changes nothing else, and a repeated one changes nothing at all")
  func neverRegresses() async throws {
    try await StoreBench.run { bench in
      let task = TaskRunTelling(flowRunID: try await bench.flowRun())
      let running = try task.event(.running, at: 2, members: #","name":"early""#)
      try await store(bench, [try task.event(.completed, at: 3, members: #","name":"late""#)])
      try await store(bench, [running])
      try await store(bench, [running])
      #expect(
        try await bench.text("SELECT concat_ws(' ', name, state_name) FROM task_run") == "late Completed")
      #expect(
        try await bench.text("SELECT string_agg(name, ' ' ORDER BY timestamp) FROM task_run_state")
          == "Running Completed")
    }
  }

  @Test("A column that is absent keeps its value, and one that is null loses it")
  func keepsAbsentColumns() async throws {
    try await StoreBench.run { bench in
      let task = TaskRunTelling(flowRunID: try await bench.flowRun())
      try await store(
        bench,
        [
          try task.event(
            .failed, at: 1,
            members:
              #","labels":{"l":1},"cache_key":"c","start_time":"2026-01-01T00:00:00Z","end_time":"2026-01-01T00:00:01Z""#
          )
        ])
      try await store(bench, [try task.event(.running, at: 2, members: #","end_time":null"#)])
      #expect(
        try await bench.text(
          "SELECT concat_ws(' ', labels, cache_key, start_time IS NULL, end_time IS NULL) FROM task_run")
          == #"{"l": 1} c f t"#)
    }
  }

  @Test("The run that has the natural key is meant, whatever id the event tells")
  func findsNaturalKey() async throws {
    try await StoreBench.run { bench in
      let run = try await bench.flowRun()
      let first = TaskRunTelling(flowRunID: run)
      let alias = TaskRunTelling(flowRunID: run)
      try await store(bench, [try first.event(.pending, at: 1)])
      try await store(bench, [try alias.event(.running, at: 2)])
      #expect(
        try await bench.text("SELECT string_agg(concat_ws(' ', id, state_name), ',') FROM task_run")
          == "\(first.id) Running")
      #expect(
        try await bench.text(
          "SELECT count(*) FROM task_run_state WHERE state_details->>'task_run_id' = $1",
          [.text("\(first.id)")]) == "2")
    }
  }

  @Test("A run whose id comes with another natural key takes that key, in one batch as in two")
  func takesNewKey() async throws {
    try await StoreBench.run { bench in
      var task = TaskRunTelling(flowRunID: try await bench.flowRun())
      let before = try task.event(.pending, at: 1)
      task.dynamicKey = "1"
      try await store(bench, [before, try task.event(.running, at: 2)])
      #expect(
        try await bench.text("SELECT string_agg(concat_ws(' ', dynamic_key, state_name), ',') FROM task_run")
          == "1 Running")
    }
  }

  @Test("A task run outside of flow runs goes by its id")
  func recordsWithoutFlowRun() async throws {
    try await StoreBench.run { bench in
      let task = TaskRunTelling()
      try await store(bench, [try task.event(.pending, at: 1)])
      try await store(bench, [try task.event(.running, at: 2), try TaskRunTelling().event(.running, at: 2)])
      #expect(
        try await bench.text("SELECT string_agg(state_name, ' ' ORDER BY state_timestamp) FROM task_run")
          == "Running Running")
    }
  }

  @Test("Events of a flow run that is not there yet are stored, wait, and are recorded once it is there")
  func waitsForFlowRun() async throws {
    try await StoreBench.run { bench in
      let run = UUID.random()
      let task = TaskRunTelling(flowRunID: run)
      let present = TaskRunTelling(flowRunID: try await bench.flowRun())
      try await store(
        bench,
        [
          try task.event(.running, at: 2), try task.event(.pending, at: 1), try present.event(.running, at: 1),
        ])
      #expect(
        try await bench.text("SELECT concat_ws(' ', (SELECT count(*) FROM events), count(*)) FROM task_run") == "3 1")
      let waiting = WaitingTaskRunEvents(database: bench.database, limits: .default)
      try await bench.change("UPDATE apus.waiting_task_run_event SET next_attempt = now()")
      let early = try await waiting.retry(atMost: 10, patience: .days(36500))
      #expect(early.taken == 2)
      #expect(try await bench.text("SELECT min(attempts) FROM apus.waiting_task_run_event") == "1")
      _ = try await bench.flowRun(run)
      try await bench.change("UPDATE apus.waiting_task_run_event SET next_attempt = now()")
      _ = try await waiting.retry(atMost: 10, patience: .days(36500))
      #expect(try await bench.text("SELECT state_name FROM task_run WHERE id = $1", [.uuid(task.id)]) == "Running")
      #expect(try await bench.text("SELECT count(*) FROM apus.waiting_task_run_event") == "0")
    }
  }

  @Test("An event whose flow run never comes is given up after a time")
  func givesUp() async throws {
    try await StoreBench.run { bench in
      let event = try TaskRunTelling(flowRunID: .random()).event(.running, at: 1)
      try await store(bench, [event])
      try await bench.change("UPDATE apus.waiting_task_run_event SET next_attempt = now()")
      let outcome = try await WaitingTaskRunEvents(database: bench.database, limits: .default)
        .retry(atMost: 10, patience: .seconds(1))
      #expect(outcome.dropped == [event.id])
      #expect(try await bench.text("SELECT count(*) FROM apus.waiting_task_run_event") == "0")
    }
  }

  @Test("A waiting event that can't be recorded does not hold up the others")
  func passesPoison() async throws {
    try await StoreBench.run { bench in
      let run = UUID.random()
      let long = String((0..<9000).map { _ in "abcdefghijklmnopqrstuvwxyz0123456789".randomElement() ?? "a" })
      let poison = TaskRunTelling(flowRunID: run, dynamicKey: long)
      let good = TaskRunTelling(flowRunID: run)
      try await store(bench, [try poison.event(.running, at: 1), try good.event(.running, at: 1)])
      _ = try await bench.flowRun(run)
      try await bench.change("UPDATE apus.waiting_task_run_event SET next_attempt = now()")
      let waiting = WaitingTaskRunEvents(database: bench.database, limits: .default)
      #expect(try await waiting.retry(atMost: 10, patience: .days(36500)).taken == 2)
      #expect(try await bench.text("SELECT string_agg(id::text, ',') FROM task_run") == "\(good.id)")
      #expect(
        try await bench.text("SELECT count(*) FROM apus.waiting_task_run_event WHERE next_attempt > now()") == "1")
    }
  }

  @Test("Writers of the same task runs at the same time leave one row each, in its newest state")
  func survivesRaces() async throws {
    try await StoreBench.run { bench in
      let run = try await bench.flowRun()
      let tasks = (0..<40).map { TaskRunTelling(flowRunID: run, dynamicKey: "\($0)") }
      let repository = EventIngestRepository(database: bench.database)
      try await withThrowingTaskGroup { group in
        for (index, type) in [StateType.pending, .running, .completed].enumerated() {
          let events = try tasks.map { task in
            // Another id each time, so that they meet at the natural key only.
            try TaskRunTelling(flowRunID: run, dynamicKey: task.dynamicKey).event(type, at: Int64(index))
          }
          group.addTask { try await repository.store(index == 1 ? events.reversed() : events) }
        }
        try await group.waitForAll()
      }
      #expect(
        try await bench.text(
          "SELECT concat_ws(' ', count(*), count(*) FILTER (WHERE state_name = 'Completed')) FROM task_run")
          == "40 40")
      #expect(try await bench.text("SELECT count(*) FROM task_run_state") == "120")
    }
  }
}

extension Duration {
  fileprivate static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
