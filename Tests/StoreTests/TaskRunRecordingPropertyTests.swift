internal import Models
internal import Store
internal import Testing
internal import Values

@Suite("Task runs are recorded whatever the order")
struct TaskRunRecordingPropertyTests {
  private static let story: [StateType] = [.pending, .running, .failed, .scheduled, .running, .completed]

  @Test(
    "Events in any order, repeated, in batches of any size, told by two gateways and under other ids leave each run in its newest state",
    arguments: 1...8)
  func settles(seed: UInt64) async throws {
    try await StoreBench.run { bench in
      var dice = Dice(state: seed)
      let flowRun = try await bench.flowRun()
      var events: [IngestedEvent] = []
      for key in 0..<6 {
        var task = TaskRunTelling(flowRunID: flowRun, dynamicKey: "\(key)")
        for (step, type) in Self.story.enumerated() {
          // Some clients tell the same run under another id.
          if Int.random(in: 0..<4, using: &dice) == 0 { task.id = .random() }
          events.append(try task.event(type, at: Int64(10 + step), members: #","name":"\#(key)-\#(step)""#))
        }
      }
      let distinct = events.count
      events += (0..<15).map { _ in events[Int.random(in: 0..<distinct, using: &dice)] }
      events.shuffle(using: &dice)
      var batches: [[IngestedEvent]] = []
      while !events.isEmpty {
        let count = min(events.count, Int.random(in: 1...9, using: &dice))
        batches.append(Array(events.prefix(count)))
        events.removeFirst(count)
      }
      let halves = [
        batches.enumerated().filter { $0.offset % 2 == 0 }, batches.enumerated().filter { $0.offset % 2 == 1 },
      ]
      try await withThrowingTaskGroup { group in
        for half in halves {
          group.addTask {
            let repository = EventIngestRepository(database: bench.database)
            for batch in half { try await repository.store(batch.element) }
          }
        }
        try await group.waitForAll()
      }
      let last = Self.story.count - 1
      #expect(
        try await bench.text(
          """
          SELECT concat_ws(' ', count(*), count(DISTINCT (task_key, dynamic_key)),
            bool_and(state_name = 'Completed' AND name = dynamic_key || '-\(last)'))
          FROM task_run
          """) == "6 6 t")
      let states = try await bench.text(
        """
        SELECT concat_ws(' ', count(*), count(DISTINCT task_run_id),
          count(*) FILTER (WHERE state_details->>'task_run_id' <> task_run_id::text))
        FROM task_run_state
        """)
      #expect(states == "\(6 * Self.story.count) 6 0")
      #expect(try await bench.text("SELECT count(*) FROM events") == "\(distinct)")
    }
  }

  @Test("A state that is as old as the run's changes nothing, whichever comes first")
  func keepsFirstOfEqual() async throws {
    try await StoreBench.run { bench in
      let repository = EventIngestRepository(database: bench.database)
      let task = TaskRunTelling(flowRunID: try await bench.flowRun())
      try await repository.store([try task.event(.running, at: 1)])
      try await repository.store([try task.event(.completed, at: 1)])
      #expect(try await bench.text("SELECT state_name FROM task_run") == "Running")
      #expect(try await bench.text("SELECT count(*) FROM task_run_state") == "1")
      #expect(try await bench.text("SELECT count(*) FROM events") == "2")
    }
  }

  @Test("A run that was deleted is made again by its next event")
  func remakesDeleted() async throws {
    try await StoreBench.run { bench in
      let repository = EventIngestRepository(database: bench.database)
      let task = TaskRunTelling(flowRunID: try await bench.flowRun())
      try await repository.store([try task.event(.pending, at: 1)])
      try await bench.change("DELETE FROM task_run")
      try await repository.store([try task.event(.running, at: 2)])
      #expect(try await bench.text("SELECT concat_ws(' ', id, state_name) FROM task_run") == "\(task.id) Running")
    }
  }

  @Test("Twenty thousand events are stored once each, in batches as large as ingest makes them")
  func storesMany() async throws {
    try await StoreBench.run { bench in
      let repository = EventIngestRepository(database: bench.database)
      let received = Timestamp.now()
      try await withThrowingTaskGroup { group in
        for part in 0..<2 {
          group.addTask {
            for batch in 0..<10 {
              try await repository.store(
                (0..<1000).map { number in
                  IngestedEvent(
                    Event(
                      occurred: received + .microseconds(number), event: "e\(part).\(batch)",
                      resource: Resource(id: "thing"), id: .random()), received: received, taskRun: nil)
                })
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(
        try await bench.text("SELECT concat_ws(' ', count(*), count(DISTINCT event)) FROM events") == "20000 20")
      #expect(try await bench.text("SELECT count(*) FROM event_resources") == "20000")
    }
  }
}
