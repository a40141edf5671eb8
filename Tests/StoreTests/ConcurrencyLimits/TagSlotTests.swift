import JSON
import Models
import Orchestration
import Postgres
import Store
import Testing
import Values

@Suite("Slots that task runs take of their tags")
struct TagSlotTests {
  private struct Desk {
    let bench: StoreBench
    let runs: TaskRunRepository
    let limits: TagConcurrencyLimitRepository
    let slots: SlotRepository

    init(_ bench: StoreBench) {
      self.bench = bench
      runs = TaskRunRepository(database: bench.database)
      limits = TagConcurrencyLimitRepository(database: bench.database)
      slots = SlotRepository(database: bench.database)
    }

    func task(_ tags: String...) async throws -> UUID {
      let id = UUID.random()
      try await bench.change(
        "INSERT INTO task_run (id, name, task_key, dynamic_key, tags) VALUES ($1, 't', 'k', $1::text, $2)",
        [.uuid(id), .jsonb(RawJSON { $0.strings(tags) }.bytes)])
      return id
    }

    @discardableResult
    func move(_ id: UUID, _ type: StateType) async throws -> SetStateStatus {
      try await runs.setState(id, StateCreate(type: type), client: ClientVersions()).result.status
    }

    func occupied(_ tag: String) async throws -> String? {
      try await bench.text("SELECT active_slots FROM concurrency_limit_v2 WHERE name = 'tag:' || $1", [.text(tag)])
    }

    func holders(_ tag: String) async throws -> Set<UUID> {
      Set(try await limits.read(tag: tag).holders)
    }

    func old(_ tag: String, _ limit: Int) async throws {
      try await bench.change(
        "INSERT INTO concurrency_limit (tag, concurrency_limit) VALUES ($1, $2)", [.text(tag), .int4(Int32(limit))])
    }
  }

  @Test("Runs with tags in any order take all of them or none, and whoever looks sees who holds them")
  func takesAllOrNone() async throws {
    try await StoreBench.run(lanes: 3) { bench in
      let desk = Desk(bench)
      _ = try await desk.limits.upsert(TagConcurrencyLimitCreate(tag: "a", limit: 30))
      _ = try await desk.limits.upsert(TagConcurrencyLimitCreate(tag: "b", limit: 6))
      try await desk.old("c", 8)
      var ids: [UUID] = []
      for number in 0..<20 {
        ids.append(try await number.isMultiple(of: 2) ? desk.task("a", "b", "c") : desk.task("c", "b", "a"))
      }
      let started = try await withThrowingTaskGroup { group in
        for id in ids { group.addTask { (id, try await desk.move(id, .running)) } }
        return try await group.reduce(into: Set<UUID>()) { if $1.1 == .accept { $0.insert($1.0) } }
      }
      #expect(started.count == 6)
      for tag in ["a", "b", "c"] { #expect(try await desk.holders(tag) == started) }
      try await withThrowingTaskGroup { group in
        for id in started { group.addTask { try await desk.move(id, .completed) } }
        try await group.waitForAll()
      }
      for tag in ["a", "b"] { #expect(try await desk.occupied(tag) == "0") }
      for tag in ["a", "b", "c"] { #expect(try await desk.holders(tag) == []) }
    }
  }

  @Test("A reset leaves exactly the named runs, while others take and give back")
  func resets() async throws {
    try await StoreBench.run(lanes: 3) { bench in
      let desk = Desk(bench)
      for tag in ["a", "b"] { _ = try await desk.limits.upsert(TagConcurrencyLimitCreate(tag: tag, limit: 1000)) }
      let shared = UUID.random()
      _ = try await desk.limits.take(TagSlotRequest(tags: ["a", "b"], taskRunID: shared))
      try await withThrowingTaskGroup { group in
        for number in 0..<60 {
          group.addTask {
            let request = TagSlotRequest(tags: ["a"], taskRunID: .random())
            _ = try await desk.limits.take(request)
            if number.isMultiple(of: 3) { _ = try await desk.limits.giveBack(request) }
          }
        }
        for _ in 0..<5 { group.addTask { try await desk.limits.reset(tag: "a", to: [.random(), .random()]) } }
        try await group.waitForAll()
      }
      #expect(try await desk.occupied("a") == "\(desk.holders("a").count)")
      let kept = [UUID.random(), UUID.random(), UUID.random()]
      try await desk.limits.reset(tag: "a", to: kept)
      #expect(try await desk.holders("a") == Set(kept))
      #expect(try await desk.occupied("a") == "3")
      #expect(try await desk.holders("b") == [shared])
      #expect(try await desk.occupied("b") == "1")
      _ = try await desk.limits.giveBack(TagSlotRequest(tags: ["b"], taskRunID: shared))
      #expect(try await desk.occupied("a") == "3")
      #expect(try await desk.occupied("b") == "0")
    }
  }

  @Test("Limits that older servers stored are read, used, reset and deleted, and give way to others of their tag")
  func usesLegacy() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      try await desk.old("old", 1)
      let run = UUID.random()
      let request = TagSlotRequest(tags: ["old", "none"], taskRunID: run)
      #expect(try await desk.limits.take(request).map(\.name) == ["old"])
      #expect(try await desk.holders("old") == [run])
      let full = DomainError.locked("Concurrency limit for the old tag has been reached", retryAfter: 10)
      await #expect(throws: full) {
        try await desk.limits.take(TagSlotRequest(tags: ["old"], taskRunID: .random()))
      }
      #expect(try await desk.limits.giveBack(TagSlotRequest(tags: ["old"], taskRunID: .random())).isEmpty)
      #expect(try await desk.limits.giveBack(request).map(\.name) == ["old"])
      try await desk.limits.reset(tag: "old", to: [run])
      #expect(try await desk.holders("old") == [run])
      #expect(try await desk.limits.list(page: Page(limit: 10, offset: 0)).map(\.tag) == ["old"])
      _ = try await desk.limits.upsert(TagConcurrencyLimitCreate(tag: "old", limit: 5))
      #expect(try await desk.limits.list(page: Page(limit: 10, offset: 0)).map(\.limit) == [5])
      #expect(try await desk.limits.take(request).map(\.limit) == [5])
      try await desk.limits.delete(tag: "old")
      #expect(try await desk.holders("old") == [run])
      try await desk.limits.delete(tag: "old")
      await #expect(throws: DomainError.notFound("Concurrency limit not found")) {
        try await desk.limits.delete(tag: "old")
      }
      #expect(
        try await bench.text(
          """
          SELECT payload FROM events WHERE event = 'prefect.concurrency-limit.deleted' ORDER BY occurred DESC LIMIT 1
          """) == #"{"tag": "old", "concurrency_limit": 1}"#)
    }
  }

  @Test("An endless lease ends when its task run has been over for a while")
  func endsAbandoned() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      _ = try await desk.limits.upsert(TagConcurrencyLimitCreate(tag: "a", limit: 5))
      let over = try await desk.task()
      let going = try await desk.task()
      let unknown = UUID.random()
      for id in [over, going, unknown] { _ = try await desk.limits.take(TagSlotRequest(tags: ["a"], taskRunID: id)) }
      try await bench.change(
        "UPDATE task_run SET state_type = 'COMPLETED', updated = now() WHERE id = $1", [.uuid(over)])
      #expect(try await desk.slots.endAbandonedLeases(atMost: 10) == 0)
      try await bench.change("UPDATE task_run SET updated = now() - interval '2 minutes'")
      #expect(try await desk.slots.endAbandonedLeases(atMost: 10) == 1)
      #expect(try await desk.holders("a") == [going, unknown])
      #expect(try await desk.occupied("a") == "2")
    }
  }
}
