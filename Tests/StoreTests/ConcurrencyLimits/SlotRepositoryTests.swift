import Models
import Postgres
import Store
import Testing
import Values

@Suite("Slots of concurrency limits")
struct SlotRepositoryTests {
  private struct Desk {
    let bench: StoreBench
    let limits: ConcurrencyLimitRepository
    let slots: SlotRepository

    init(_ bench: StoreBench) {
      self.bench = bench
      limits = ConcurrencyLimitRepository(database: bench.database)
      slots = SlotRepository(database: bench.database)
    }

    func limit(_ name: String, _ limit: Int, active: Bool = true, decay: Double = 0) async throws {
      _ = try await limits.create(
        ConcurrencyLimitCreate(active: active, name: name, limit: limit, slotDecayPerSecond: decay))
    }

    func occupied(_ name: String) async throws -> Int {
      try await limits.read(.name(name)).activeSlots
    }

    func take(_ names: String..., slots count: Int = 1) async throws -> GrantedLease {
      try await slots.take(SlotRequest(names: names, slots: count), lease: LeaseRequest())
    }

    /// Whether the slots were free.
    func tries(_ names: [String], slots count: Int = 1) async throws -> Bool {
      do {
        _ = try await slots.take(SlotRequest(names: names, slots: count))
        return true
      } catch DomainError.locked(_, let retryAfter) {
        #expect((retryAfter ?? 0) > 0)
        return false
      }
    }

    /// Makes everything older by that many seconds, as if they had passed.
    func passTime(_ seconds: Double) async throws {
      try await bench.change(
        "UPDATE concurrency_limit_v2 SET updated = updated - make_interval(secs => $1)", [.float8(seconds)])
      try await bench.change(
        """
        UPDATE apus.concurrency_lease SET created = created - make_interval(secs => $1),
          expiration = expiration - make_interval(secs => $1)
        """, [.float8(seconds)])
    }

    func leases() async throws -> String? {
      try await bench.text("SELECT count(*) FROM apus.concurrency_lease")
    }
  }

  @Test("Of 200 who want a slot at once exactly as many get one as there are")
  func neverTakesTooMany() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      try await desk.limit("ten", 10)
      let won = try await withThrowingTaskGroup { group in
        for number in 0..<200 {
          group.addTask {
            do {
              if number.isMultiple(of: 2) { return try await desk.tries(["ten"]) }
              _ = try await desk.take("ten")
              return true
            } catch DomainError.locked { return false }
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(won == 10)
      #expect(try await desk.occupied("ten") == 10)
    }
  }

  @Test("Those who want the same limits in any order neither block each other for ever nor take half of them")
  func takesAllOrNothing() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      try await desk.limit("a", 40)
      try await desk.limit("b", 25)
      try await desk.limit("c", 30)
      let orders = [["a", "b", "c"], ["c", "b", "a"], ["b", "a", "c"], ["c", "a", "b"]]
      let won = try await withThrowingTaskGroup { group in
        for number in 0..<80 {
          group.addTask { try await desk.tries(orders[number % 4]) }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(won == 25)
      for name in ["a", "b", "c"] { #expect(try await desk.occupied(name) == 25) }
    }
  }

  @Test("A lease gives its slots back once, however often it is ended")
  func endsLeaseOnce() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      try await desk.limit("two", 2)
      let first = try await desk.take("two")
      _ = try await desk.take("two")
      try await withThrowingTaskGroup { group in
        for _ in 0..<8 { group.addTask { try await desk.slots.endLease(first.id) } }
        try await group.waitForAll()
      }
      #expect(try await desk.occupied("two") == 1)
      #expect(try await desk.leases() == "1")
      await #expect(throws: DomainError.gone("Lease not found - it may have expired or been revoked")) {
        try await desk.slots.renewLease(first.id, for: .seconds(60))
      }
    }
  }

  @Test("Expired leases are ended exactly once, and those that were renewed are kept")
  func endsExpired() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      try await desk.limit("a", 100)
      try await desk.limit("b", 100)
      for _ in 0..<30 { _ = try await desk.take("a", "b", slots: 2) }
      let kept = try await desk.take("a", "b", slots: 3)
      try await desk.passTime(301)
      try await desk.slots.renewLease(kept.id, for: .seconds(60))
      let ended = try await withThrowingTaskGroup { group in
        for _ in 0..<10 { group.addTask { try await desk.slots.endExpiredLeases(atMost: 4) } }
        return try await group.reduce(0, +)
      }
      let rest = try await desk.slots.endExpiredLeases(atMost: 100)
      #expect(ended + rest == 30)
      #expect(try await desk.slots.endExpiredLeases(atMost: 100) == 0)
      #expect(try await desk.occupied("a") == 3)
      #expect(try await desk.occupied("b") == 3)
      #expect(try await desk.leases() == "1")
    }
  }

  @Test("Slots decay at their rate, and asking often does not put that off")
  func decays() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      try await desk.limit("slow", 3, decay: 0.1)
      #expect(try await desk.tries(["slow"], slots: 3))
      try await desk.passTime(15)
      #expect(try await desk.occupied("slow") == 2)
      #expect(try await desk.tries(["slow"]))
      #expect(try await !desk.tries(["slow"]))
      // Five seconds were left over from the first fifteen.
      try await desk.passTime(5)
      #expect(try await desk.tries(["slow"]))
      try await desk.passTime(1000)
      #expect(try await desk.occupied("slow") == 0)
    }
  }

  @Test("A limit that is not active is listed and blocks nobody; a name without limit is left out")
  func leavesOutInactive() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      try await desk.limit("off", 0, active: false)
      try await desk.limit("on", 1)
      let lease = try await desk.take("off", "none", "on", "on")
      #expect(lease.limits.map(\.name) == ["off", "on"])
      #expect(try await desk.occupied("off") == 0)
      #expect(try await !desk.tries(["on", "off"]))
      let empty = try await desk.take("none")
      #expect(empty.limits.isEmpty)
      try await desk.slots.renewLease(empty.id, for: .seconds(60))
    }
  }

  @Test("More slots than a limit has are refused, before anything else")
  func refusesTooMany() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      try await desk.limit("none", 0)
      try await desk.limit("free", 5)
      await #expect(throws: DomainError.unprocessable("Slots requested is greater than the limit")) {
        try await desk.slots.take(SlotRequest(names: ["free", "none"], slots: 1, mode: .rateLimit))
      }
      await #expect(throws: DomainError.self) {
        try await desk.slots.take(SlotRequest(names: ["free"], slots: .max))
      }
      #expect(try await desk.occupied("free") == 0)
    }
  }

  @Test("The average occupancy moves by what leases and clients tell")
  func averagesOccupancy() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      try await desk.limit("four", 4)
      func average() async throws -> Double {
        try await desk.limits.read(.name("four")).averageSlotOccupancySeconds
      }
      _ = try await desk.slots.giveBack(SlotReturn(names: ["four"], slots: 1, occupancySeconds: 10))
      #expect(try await average() == 3)
      _ = try await desk.slots.giveBack(SlotReturn(names: ["four"], slots: 2, occupancySeconds: 0.01))
      #expect(abs(try await average() - 2.6375) < 1e-9)
      _ = try await desk.slots.giveBack(SlotReturn(names: ["four"], slots: 1))
      #expect(abs(try await average() - 2.6375) < 1e-9)
      #expect(try await desk.occupied("four") == 0)
      let lease = try await desk.take("four", slots: 2)
      try await desk.passTime(20)
      try await desk.slots.endLease(lease.id)
      #expect(abs(try await average() - (2.6375 + (10 - 2.6375) / 8)) < 0.1)
    }
  }

  @Test("A lease outlives its limit, and its end touches no other")
  func outlivesLimit() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      try await desk.limit("a", 1)
      try await desk.limit("b", 1)
      let lease = try await desk.take("a", "b")
      try await desk.limits.delete(.name("a"))
      try await desk.limit("a", 1)
      _ = try await desk.take("a")
      try await desk.slots.endLease(lease.id)
      #expect(try await desk.occupied("a") == 1)
      #expect(try await desk.occupied("b") == 0)
    }
  }

  @Test("Changing a limit keeps what is occupied, while others take and give")
  func changesBesides() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      try await desk.limit("busy", 500)
      try await withThrowingTaskGroup { group in
        for _ in 0..<40 { group.addTask { _ = try await desk.take("busy") } }
        for number in 0..<10 {
          group.addTask {
            try await desk.limits.update(.name("busy"), ConcurrencyLimitUpdate(limit: .value(600 + number)))
          }
        }
        try await group.waitForAll()
      }
      #expect(try await desk.occupied("busy") == 40)
      await #expect(throws: DomainError.integrity) {
        try await desk.limits.update(.name("busy"), ConcurrencyLimitUpdate(limit: .null))
      }
    }
  }
}
