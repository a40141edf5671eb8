import JSON
import Models
import Orchestration
import Postgres
import Store
import Testing
import Values

@Suite struct RunUpkeepRepositoryTests {
  private static let noon = CivilTime(year: 2026, month: 11, day: 20, hour: 12).timestamp
  private let client = ClientVersions()

  private func make(
    in bench: StoreBench, _ state: StateCreate, parent: UUID? = nil, at moment: Timestamp = noon
  ) async throws -> FlowRun {
    let flow = try await FlowRepository(database: bench.database).upsert(FlowCreate(name: "f")).flow
    let runs = FlowRunRepository(database: bench.database, clock: WallClock { moment })
    var new = FlowRunCreate(flowID: flow.id, state: state)
    new.parentTaskRunID = parent
    return try await runs.create(new, client: client).run
  }

  private func take(_ runs: [OverdueRun], to state: StateCreate, in bench: StoreBench) async throws -> Int {
    let repository = FlowRunRepository(database: bench.database)
    var count = 0
    for run in runs where try await repository.take(run.id, from: run.stateID, to: state, under: .markLateRuns) {
      count += 1
    }
    return count
  }

  @Test("A run is late from its time on, once, and not when it has begun in between")
  func late() async throws {
    try await StoreBench.run { bench in
      let upkeep = RunUpkeepRepository(database: bench.database)
      let scheduled = StateCreate(type: .scheduled, details: StateDetails(scheduledTime: Self.noon))
      let first = try await make(in: bench, scheduled)
      let second = try await make(in: bench, scheduled)
      #expect(try await upkeep.late(before: Self.noon - .seconds(1), after: nil, limit: 10) == [])
      let found = try await upkeep.late(before: Self.noon, after: nil, limit: 10)
      #expect(Set(found.map(\.id)) == [first.id, second.id])
      #expect(try await upkeep.late(before: Self.noon, after: found[0], limit: 10) == [found[1]])

      let begun = try await FlowRunRepository(database: bench.database).setState(
        first.id, StateCreate(type: .pending), client: client)
      #expect(begun.isWritten)
      let late = StateCreate(type: .scheduled, name: "Late", details: StateDetails(scheduledTime: Self.noon))
      #expect(try await take(found, to: late, in: bench) == 1)
      #expect(try await take(found, to: late, in: bench) == 0)
      #expect(try await upkeep.late(before: Self.noon, after: nil, limit: 10) == [])
      let run = try await FlowRunRepository(database: bench.database).read(second.id)
      #expect(run.stateName == "Late" && run.nextScheduledStartTime == Self.noon)
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event = 'prefect.flow-run.Late'") == "1")
    }
  }

  @Test("Two that mark one run at once mark it once")
  func race() async throws {
    try await StoreBench.run { bench in
      let scheduled = StateCreate(type: .scheduled, details: StateDetails(scheduledTime: Self.noon))
      _ = try await make(in: bench, scheduled)
      let found = try await RunUpkeepRepository(database: bench.database).late(
        before: Self.noon, after: nil, limit: 10)
      let late = StateCreate(type: .scheduled, name: "Late", details: StateDetails(scheduledTime: Self.noon))
      let marked = try await withThrowingTaskGroup { group in
        for _ in 0..<4 { group.addTask { try await take(found, to: late, in: bench) } }
        return try await group.reduce(0, +)
      }
      #expect(marked == 1)
    }
  }

  @Test("A pause expires at its time; one whose time can't be read does not")
  func pauses() async throws {
    try await StoreBench.run { bench in
      let upkeep = RunUpkeepRepository(database: bench.database)
      var details = StateDetails()
      details.pauseTimeout = Self.noon
      let run = try await make(in: bench, StateCreate(type: .paused, details: details))
      let other = try await make(in: bench, StateCreate(type: .paused, details: details))
      try await bench.change(
        "UPDATE flow_run_state SET state_details = '{\"pause_timeout\": \"soon\"}' WHERE flow_run_id = $1",
        [.uuid(other.id)])
      #expect(try await upkeep.expiredPauses(before: Self.noon, after: nil, limit: 10) == [])
      let found = try await upkeep.expiredPauses(before: Self.noon + .microseconds(1), after: nil, limit: 10)
      #expect(found.map(\.id) == [run.id])
      #expect(
        try await FlowRunRepository(database: bench.database).take(
          found[0].id, from: found[0].stateID, to: StateCreate(type: .failed), under: .minimalFlow))
      #expect(try await upkeep.expiredPauses(before: Self.noon + .seconds(1), after: nil, limit: 10) == [])
    }
  }

  @Test("What belongs to a cancelled run is found as long as it goes on")
  func cancelled() async throws {
    try await StoreBench.run { bench in
      let upkeep = RunUpkeepRepository(database: bench.database)
      let runs = FlowRunRepository(database: bench.database)
      let tasks = TaskRunRepository(database: bench.database)
      let parent = try await make(in: bench, StateCreate(type: .running))
      let task = try await tasks.create(
        TaskRunCreate(taskKey: "t", dynamicKey: "0", flowRunID: parent.id)
      ).run
      let child = try await make(in: bench, StateCreate(type: .running), parent: task.id)
      #expect(try await upkeep.subflowsOfCancelled(after: nil, limit: 10) == [])
      #expect(try await upkeep.tasksOfCancelled(since: Self.noon, after: nil, limit: 10) == [])

      _ = try await runs.setState(parent.id, StateCreate(type: .cancelled), isForced: true, client: client)
      let subflows = try await upkeep.subflowsOfCancelled(after: nil, limit: 10)
      #expect(subflows.map(\.id) == [child.id])
      #expect(subflows.first?.deploymentID == nil)
      #expect(try await upkeep.tasksOfCancelled(since: Self.noon, after: nil, limit: 10).map(\.id) == [task.id])
      #expect(
        try await runs.take(
          child.id, from: subflows[0].stateID, to: StateCreate(type: .cancelled), under: .minimalFlow))
      #expect(try await upkeep.subflowsOfCancelled(after: nil, limit: 10) == [])
    }
  }

  @Test("A run that is cancelling is found when it has been so for long")
  func cancelling() async throws {
    try await StoreBench.run { bench in
      let upkeep = RunUpkeepRepository(database: bench.database)
      let run = try await make(in: bench, StateCreate(type: .cancelling))
      #expect(try await upkeep.cancelling(before: Self.noon - .seconds(1), after: nil, limit: 10) == [])
      #expect(try await upkeep.cancelling(before: Self.noon + .seconds(1), after: nil, limit: 10).map(\.id) == [run.id])
    }
  }

  @Test("A piece of work is one replica's until its term is over")
  func claims() async throws {
    try await StoreBench.run { bench in
      let first = ClaimRepository(database: bench.database)
      let second = ClaimRepository(database: bench.database)
      let taken = [
        try await first.take("work", for: .seconds(3600)), try await second.take("work", for: .seconds(3600)),
        try await second.take("other work", for: .zero), try await first.take("other work", for: .zero),
      ]
      #expect(taken == [true, false, true, true])
    }
  }

  @Test("Work that is done is taken until its term is over; work that fails can be taken at once")
  func failedWork() async throws {
    struct Failure: Error {}
    try await StoreBench.run { bench in
      let first = ClaimRepository(database: bench.database)
      let second = ClaimRepository(database: bench.database)
      var done: [Int] = []
      await #expect(throws: Failure.self) { try await first.run("work", for: .seconds(3600)) { throw Failure() } }
      try await second.run("work", for: .seconds(3600)) { done.append(2) }
      try await first.run("work", for: .seconds(3600)) { done.append(1) }
      #expect(done == [2])
    }
  }
}
