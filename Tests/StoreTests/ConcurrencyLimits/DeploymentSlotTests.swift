import Models
import Observability
import Orchestration
import Postgres
import Store
import Testing
import Values

@Suite("Slots that flow runs take of their deployments")
struct DeploymentSlotTests {
  private struct Desk {
    let bench: StoreBench
    let runs: FlowRunRepository
    let slots: SlotRepository
    let client = ClientVersions(client: Version(3, 8, 8))

    init(_ bench: StoreBench, lease: Duration = .seconds(300)) {
      self.bench = bench
      runs = FlowRunRepository(database: bench.database, terms: SlotTerms(deploymentLease: lease))
      slots = SlotRepository(database: bench.database)
    }

    /// Scheduled runs of a new deployment with a limit.
    func scheduled(_ count: Int, limit: Int, deployment name: String = "d") async throws -> [UUID] {
      try await bench.change(
        """
        WITH f AS (
          INSERT INTO flow (name) VALUES ('f-' || $1) RETURNING id
        ), l AS (
          INSERT INTO concurrency_limit_v2 (active, name, "limit", active_slots, denied_slots, slot_decay_per_second,
            avg_slot_occupancy_seconds) VALUES (true, $1, $2, 0, 0, 0, 2) RETURNING id
        )
        INSERT INTO deployment (name, flow_id, concurrency_limit_id) SELECT $1, f.id, l.id FROM f, l
        """, [.text(name), .int4(Int32(limit))])
      let pair = try #require(
        try await bench.text("SELECT flow_id || ' ' || id FROM deployment WHERE name = $1", [.text(name)]))
      let ids = try pair.split(separator: " ").map { try #require(UUID(lenient: String($0))) }
      var found: [UUID] = []
      for _ in 0..<count {
        let new = FlowRunCreate(
          flowID: ids[0], state: StateCreate(type: .scheduled), deploymentID: ids[1])
        found.append(try await runs.create(new, client: client).run.id)
      }
      return found
    }

    @discardableResult
    func move(_ id: UUID, _ type: StateType, isForced: Bool = false) async throws -> OrchestrationResult {
      try await runs.setState(id, StateCreate(type: type), isForced: isForced, client: client).result
    }

    /// What the limit counts, and what leases hold of it.
    func counts(_ name: String = "d") async throws -> [Int] {
      let row = try await bench.text(
        """
        SELECT l.active_slots || ' ' || (SELECT coalesce(sum(c.slots), 0) FROM apus.concurrency_lease c
          WHERE l.id = ANY(c.limit_ids)) FROM concurrency_limit_v2 l WHERE l.name = $1
        """, [.text(name)])
      return (row ?? "").split(separator: " ").compactMap { Int($0) }
    }

    func state(_ id: UUID) async throws -> String {
      let run = try await runs.read(id)
      return run.stateName ?? ""
    }
  }

  @Test("Of sixty runs that want to start at once as many do as there are slots, and the rest waits")
  func neverExceeds() async throws {
    try await StoreBench.run(lanes: 3) { bench in
      let desk = Desk(bench)
      let runs = try await desk.scheduled(60, limit: 7)
      let results = try await withThrowingTaskGroup { group in
        for id in runs { group.addTask { try await desk.move(id, .pending) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(results.filter { $0.status == .accept }.count == 7)
      #expect(results.filter { $0.state?.name == "AwaitingConcurrencySlot" }.count == 53)
      #expect(try await desk.counts() == [7, 7])
      let holding = try await bench.text(
        """
        SELECT count(*) FROM flow_run r JOIN flow_run_state s ON s.id = r.state_id
        JOIN apus.concurrency_lease c ON c.flow_run_id = r.id
          AND c.id::text = s.state_details ->> 'deployment_concurrency_lease_id'
        WHERE r.state_type = 'PENDING'
        """)
      #expect(holding == "7")
    }
  }

  @Test("Runs that come and go at random never leave a slot behind, nor hold one too many")
  func comesOutEven() async throws {
    try await StoreBench.run(lanes: 3) { bench in
      let desk = Desk(bench)
      let runs = try await desk.scheduled(24, limit: 5)
      try await withThrowingTaskGroup { group in
        for (number, id) in runs.enumerated() {
          group.addTask {
            for step in 0..<4 {
              try await desk.move(id, .pending)
              // Two racing ends of one run, or an end and a deletion, give the slot back once.
              async let one = desk.move(id, number.isMultiple(of: 2) ? .completed : .crashed)
              async let two = desk.move(id, .failed, isForced: step.isMultiple(of: 2))
              _ = try await (one, two)
              try await desk.move(id, .scheduled)
            }
          }
        }
        group.addTask {
          for _ in 0..<40 {
            let counts = try await desk.counts()
            #expect(counts[0] <= 5 && counts[0] == counts[1])
          }
        }
        try await group.waitForAll()
      }
      for id in runs { try await desk.move(id, .cancelled, isForced: true) }
      #expect(try await desk.counts() == [0, 0])
    }
  }

  @Test("Leases over several limits and runs that end take the same locks in any order, and nobody meets a deadlock")
  func noDeadlock() async throws {
    try await StoreBench.run(lanes: 4) { bench in
      let desk = Desk(bench)
      let names = ["a", "b", "c"]
      var runs: [[UUID]] = []
      for name in names { runs.append(try await desk.scheduled(10, limit: 100, deployment: name)) }
      let orders = [["a", "b", "c"], ["c", "b", "a"], ["b", "c", "a"]]
      try await withThrowingTaskGroup { group in
        for number in 0..<10 {
          for place in names.indices {
            let id = runs[place][number]
            group.addTask {
              try await desk.move(id, .pending)
              try await desk.move(id, .completed)
            }
            group.addTask {
              let lease = try await desk.slots.take(
                SlotRequest(names: orders[(number + place) % 3], slots: 1), lease: LeaseRequest())
              try await desk.slots.endLease(lease.id)
              _ = try await desk.slots.endExpiredLeases(atMost: 10)
            }
          }
        }
        try await group.waitForAll()
      }
      for name in names { #expect(try await desk.counts(name) == [0, 0]) }
    }
  }

  @Test("A slot that becomes free brings forward the run that has waited longest, and no more than have a slot now")
  func wakes() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      let runs = try await desk.scheduled(4, limit: 1)
      for id in runs { try await desk.move(id, .pending) }
      func due(_ id: UUID) async throws -> Bool {
        let run = try await desk.runs.read(id)
        let time = try #require(run.nextScheduledStartTime)
        #expect(run.state?.details.scheduledTime == time)
        return time <= .now()
      }
      for id in runs.dropFirst() { #expect(try await !due(id)) }
      try await desk.move(runs[0], .completed)
      #expect(try await due(runs[1]))
      #expect(try await !due(runs[2]))
      // It may start at once, not only after the time it was put off to.
      #expect(try await desk.move(runs[1], .pending).status == .accept)
      #expect(try await desk.move(runs[1], .running).status == .accept)
      try await desk.runs.delete(runs[1])
      #expect(try await desk.counts() == [0, 0])
      #expect(try await due(runs[2]))
      #expect(try await !due(runs[3]))
    }
  }

  @Test("A limit that grows brings forward as many runs as have a slot now")
  func wakesBehindLargerLimit() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      let runs = try await desk.scheduled(5, limit: 1)
      for id in runs { try await desk.move(id, .pending) }
      try await ConcurrencyLimitRepository(database: bench.database).update(
        .name("d"), ConcurrencyLimitUpdate(limit: .value(3)))
      #expect(
        try await bench.text("SELECT count(*) FROM flow_run WHERE next_scheduled_start_time <= clock_timestamp()")
          == "2")
      for id in runs { try await desk.move(id, .pending) }
      #expect(try await desk.counts() == [3, 3])
    }
  }

  @Test("Leases that Prefect kept in memory are taken over with its database, and expire unless they are renewed")
  func takesOverLeases() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      let runs = try await desk.scheduled(4, limit: 3)
      var leases: [UUID] = []
      for id in runs.dropLast() {
        leases.append(try #require(try await desk.move(id, .pending).state?.details.deploymentConcurrencyLeaseID))
      }
      try await desk.move(runs[2], .completed)
      try await bench.change("DROP SCHEMA apus CASCADE")
      try await Migrator(database: bench.database, logger: .silent).migrate()
      #expect(try await desk.counts() == [2, 2])
      try await desk.slots.renewLease(leases[0], for: .seconds(600))
      try await bench.change("UPDATE apus.concurrency_lease SET expiration = expiration - interval '6 minutes'")
      #expect(try await desk.slots.endExpiredLeases(atMost: 10) == 1)
      #expect(try await desk.counts() == [1, 1])
      try await desk.move(runs[0], .completed)
      #expect(try await desk.counts() == [0, 0])
    }
  }

  @Test("A lease that expires frees its slot for the next, and a run that comes back late gets another or ends")
  func expires() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      let runs = try await desk.scheduled(2, limit: 1)
      try await desk.move(runs[0], .pending)
      try await desk.move(runs[1], .pending)
      try await bench.change("UPDATE apus.concurrency_lease SET expiration = now() - interval '1 second'")
      #expect(try await desk.slots.endExpiredLeases(atMost: 10) == 1)
      #expect(try await desk.counts() == [0, 0])
      let woken = try #require(try await desk.runs.read(runs[1]).nextScheduledStartTime)
      #expect(woken <= .now())
      #expect(try await desk.move(runs[1], .pending).status == .accept)
      let lost = try await desk.move(runs[0], .running)
      #expect(lost.state?.type == .cancelled)
      #expect(try await desk.counts() == [1, 1])
    }
  }

  @Test("runs that crash and come back never run beside others beyond the limit, and hold a slot each")
  func comesBack() async throws {
    try await StoreBench.run(lanes: 3) { bench in
      let desk = Desk(bench)
      let runs = try await desk.scheduled(12, limit: 2)
      for id in runs {
        if try await desk.move(id, .pending).status == .accept { try await desk.move(id, .running) }
        try await desk.move(id, .crashed, isForced: true)
      }
      let results = try await withThrowingTaskGroup { group in
        for id in runs { group.addTask { try await desk.move(id, .running) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(results.filter { $0.status == .accept }.count == 2)
      #expect(results.filter { $0.status == .wait }.count == 10)
      #expect(try await bench.text("SELECT count(*) FROM flow_run WHERE state_type = 'RUNNING'") == "2")
      #expect(try await desk.counts() == [2, 2])
      let named = try await bench.text(
        """
        SELECT count(*) FROM flow_run r JOIN flow_run_state s ON s.id = r.state_id
        JOIN apus.concurrency_lease c ON c.id::text = s.state_details ->> 'deployment_concurrency_lease_id'
        """)
      #expect(named == "2")
      for id in runs { try await desk.move(id, .completed, isForced: true) }
      #expect(try await desk.counts() == [0, 0])
    }
  }

  @Test("a limit that a deployment gets holds for runs that were remembered without it")
  func appliesToRemembered() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      let runs = try await desk.scheduled(2, limit: 1)
      try await bench.change("UPDATE deployment SET concurrency_limit_id = NULL")
      for id in runs {
        for type in [StateType.pending, .running, .crashed] { try await desk.move(id, type) }
      }
      try await bench.change(
        "UPDATE deployment SET concurrency_limit_id = (SELECT id FROM concurrency_limit_v2 WHERE name = 'd')")
      #expect(try await desk.move(runs[0], .running).status == .accept)
      #expect(try await desk.move(runs[1], .running).status == .wait)
      let run = try await desk.runs.read(runs[0])
      let pending = FlowRunCreate(
        flowID: run.flowID, state: StateCreate(type: .pending), deploymentID: run.deploymentID)
      let made = try await desk.runs.create(pending, client: desk.client).run.id
      #expect(try await desk.move(made, .running).status == .wait)
      #expect(try await desk.counts() == [1, 1])
    }
  }

  @Test("a run that is resumed waits for a slot, and then holds the lease that its process knows")
  func resumes() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      let runs = try await desk.scheduled(2, limit: 1)
      let lease = try await desk.move(runs[0], .pending).state?.details.deploymentConcurrencyLeaseID
      try await desk.move(runs[0], .running)
      try await desk.move(runs[0], .paused)
      try await desk.move(runs[1], .pending)
      #expect(try await desk.runs.resume(runs[0], input: nil, client: desk.client).result.status == .wait)
      try await desk.move(runs[1], .completed)
      #expect(try await desk.runs.resume(runs[0], input: nil, client: desk.client).result.status == .accept)
      #expect(try await desk.runs.read(runs[0]).state?.details.deploymentConcurrencyLeaseID == lease)
      try await desk.slots.renewLease(try #require(lease), for: .seconds(300))
      #expect(try await desk.counts() == [1, 1])
    }
  }

  @Test("A lease whose run is over or gone is ended, and one whose run goes on is kept")
  func endsAbandoned() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      let runs = try await desk.scheduled(3, limit: 3)
      for id in runs { try await desk.move(id, .pending) }
      // As another program would do it.
      try await bench.change("DELETE FROM flow_run WHERE id = $1", [.uuid(runs[0])])
      try await bench.change("UPDATE flow_run SET state_type = 'CRASHED' WHERE id = $1", [.uuid(runs[1])])
      #expect(try await desk.slots.endAbandonedLeases(atMost: 10) == 2)
      #expect(try await desk.slots.endAbandonedLeases(atMost: 10) == 0)
      #expect(try await desk.counts() == [1, 1])
    }
  }

  @Test("A limit that is switched off or deleted keeps nobody from ending")
  func endsWithoutLimit() async throws {
    try await StoreBench.run { bench in
      let desk = Desk(bench)
      let runs = try await desk.scheduled(2, limit: 2)
      for id in runs { try await desk.move(id, .pending) }
      try await bench.change("UPDATE concurrency_limit_v2 SET active = false")
      #expect(try await desk.move(runs[0], .completed).status == .accept)
      #expect(try await desk.counts() == [1, 1])
      try await bench.change("DELETE FROM concurrency_limit_v2")
      #expect(try await desk.move(runs[1], .completed).status == .accept)
      #expect(try await bench.text("SELECT count(*) FROM apus.concurrency_lease") == "0")
    }
  }
}
