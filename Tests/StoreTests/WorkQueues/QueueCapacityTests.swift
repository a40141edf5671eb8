import Models
import Orchestration
import Postgres
import Store
import Testing
import Values

@Suite("Limits of work queues and work pools")
struct QueueCapacityTests {
  private struct Desk {
    let bench: StoreBench
    /// Of two gateways: neither knows what the other does.
    let gateways: [FlowRunRepository]
    let polling: PollingRepository
    let flow: UUID
    let client = ClientVersions(client: Version(3, 8, 8))

    /// With a pool `p`, its default queue and a queue `q`.
    init(_ bench: StoreBench, pool: Int? = nil, queue: Int? = nil) async throws {
      self.bench = bench
      gateways = [FlowRunRepository(database: bench.database), FlowRunRepository(database: bench.database)]
      polling = PollingRepository(database: bench.database)
      flow = try await FlowRepository(database: bench.database).upsert(FlowCreate(name: "f")).flow.id
      _ = try await WorkPoolRepository(database: bench.database).create(WorkPoolCreate(name: "p"))
      try await bench.change(
        """
        INSERT INTO work_queue (name, description, is_paused, priority, work_pool_id, concurrency_limit)
        SELECT 'q', '', false, 2, id, $1 FROM work_pool
        """, [.int4(queue.map { Int32($0) })])
      try await bench.change("UPDATE work_pool SET concurrency_limit = $1", [.int4(pool.map { Int32($0) })])
    }

    func scheduled(_ count: Int, in queue: String? = "q") async throws -> [UUID] {
      var runs: [UUID] = []
      for _ in 0..<count {
        var new = FlowRunCreate(flowID: flow, state: StateCreate(type: .scheduled))
        new.workPoolName = "p"
        new.workQueueName = queue
        runs.append(try await gateways[0].create(new, client: client).run.id)
      }
      return runs
    }

    func move(_ id: UUID, _ type: StateType, by gateway: Int = 0) async throws -> OrchestrationResult {
      try await gateways[gateway].setState(id, StateCreate(type: type), client: client).result
    }

    func poll(_ queues: [String] = [], limit: Int = 100) async throws -> [UUID] {
      let pool = try await polling.polled(pool: "p", queues: queues)
      return try await polling.scheduledRuns(of: pool, before: nil, after: nil, limit: limit).map(\.flowRun.id)
    }

    func active() async throws -> String? {
      try await bench.text("SELECT count(*) FROM flow_run WHERE state_type IN ('PENDING', 'RUNNING')")
    }
  }

  @Test("of the runs that two gateways start at once as many do as the limit allows", arguments: [true, false])
  func neverExceeds(_ isOfPool: Bool) async throws {
    try await StoreBench.run(lanes: 3) { bench in
      let desk = try await Desk(bench, pool: isOfPool ? 3 : nil, queue: isOfPool ? nil : 3)
      let runs = try await desk.scheduled(20) + desk.scheduled(isOfPool ? 20 : 0, in: nil)
      let results = try await withThrowingTaskGroup { group in
        for (number, id) in runs.enumerated() {
          group.addTask { try await desk.move(id, .pending, by: number % 2) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(results.filter { $0.status == .accept }.count == 3)
      #expect(results.filter { $0.status == .abort }.count == runs.count - 3)
      #expect(try await desk.active() == "3")
      #expect(try await desk.poll() == [])
    }
  }

  @Test("polls at the same time offer no more runs than there is room for, all together", arguments: [true, false])
  func divides(_ isOfPool: Bool) async throws {
    try await StoreBench.run(lanes: 2) { bench in
      let desk = try await Desk(bench, pool: isOfPool ? 1 : nil, queue: isOfPool ? nil : 1)
      let runs = try await desk.scheduled(3)
      #expect(try await desk.poll() == [runs[0]])
      // Another poll is looking at the run that there is room for.
      try await bench.database.transaction { other in
        _ = try await other.run(
          Statement("", "SELECT id FROM flow_run WHERE id = $1 FOR UPDATE"), [.uuid(runs[0])])
        #expect(try await desk.poll() == [])
      }
      #expect(try await desk.poll() == [runs[0]])
    }
  }

  @Test(
    "runs whose deployment is full are offered behind all others, if there is room on the page", arguments: [nil, 3])
  func waitsForDeployment(_ limit: Int?) async throws {
    try await StoreBench.run { bench in
      let desk = try await Desk(bench, queue: limit)
      let full = UUID.random()
      try await bench.change(
        """
        WITH l AS (
          INSERT INTO concurrency_limit_v2 (name, active, "limit", active_slots, denied_slots, slot_decay_per_second,
            avg_slot_occupancy_seconds)
          VALUES ('full', true, 1, 1, 0, 0, 0) RETURNING id
        )
        INSERT INTO deployment (id, name, flow_id, concurrency_limit_id, concurrency_options)
        SELECT $1, 'full', f.id, l.id, '{"collision_strategy": "ENQUEUE"}' FROM flow f, l
        """, [.uuid(full)])
      let waiting = try await desk.scheduled(5)
      try await bench.change("UPDATE flow_run SET deployment_id = $1", [.uuid(full)])
      let startable = try await desk.scheduled(2)
      #expect(try await desk.poll(limit: 1) == [startable[0]])
      #expect(try await desk.poll(limit: 3) == startable + [waiting[0]])
      #expect(try await desk.poll().count == limit ?? 7)
      #expect(
        try await desk.polling.scheduledRuns(of: [full], before: nil, limit: 2).map(\.id) == Array(waiting.prefix(2)))
      // Runs that are to be cancelled instead of waiting need a worker for that.
      try await bench.change(#"UPDATE deployment SET concurrency_options = '{"collision_strategy": "CANCEL_NEW"}'"#)
      #expect(try await desk.poll(limit: 1) == [waiting[0]])
      try await bench.change("UPDATE deployment SET concurrency_options = NULL")
      #expect(try await desk.poll(limit: 1) == [startable[0]])
      try await bench.change("UPDATE concurrency_limit_v2 SET active_slots = 0")
      #expect(try await desk.poll(limit: 1) == [waiting[0]])
    }
  }

  @Test("a poll does not wait for another transaction that holds the queue, and the next poll marks it")
  func marksWithoutWaiting() async throws {
    try await StoreBench.run { bench in
      let desk = try await Desk(bench)
      let queues = try await desk.polling.polled(pool: "p", queues: ["q"]).queues
      let status = "SELECT status FROM work_queue WHERE name = 'q'"
      try await bench.database.transaction { other in
        _ = try await other.run(Statement("", "SELECT id FROM work_queue FOR UPDATE"), [])
        try await desk.polling.mark(queues: queues, deployments: [])
      }
      #expect(try await bench.text(status) == "NOT_READY")
      #expect(try await desk.polling.isUnmarked(queues: queues, deployments: []))
      try await desk.polling.mark(queues: queues, deployments: [])
      #expect(try await bench.text(status) == "READY")
      #expect(try await !desk.polling.isUnmarked(queues: queues, deployments: [.random()]))
    }
  }

  @Test("a run of a paused queue that still runs counts in its pool, and a poll leaves the queue paused")
  func countsPaused() async throws {
    try await StoreBench.run { bench in
      let desk = try await Desk(bench, pool: 2)
      let paused = try await desk.scheduled(1)
      let others = try await desk.scheduled(2, in: nil)
      #expect(try await desk.move(paused[0], .pending).status == .accept)
      try await bench.change("UPDATE work_queue SET is_paused = true, status = 'PAUSED' WHERE name = 'q'")
      #expect(try await desk.poll().count == 1)
      let polled = try await desk.polling.polled(pool: "p", queues: ["q"])
      try await desk.polling.mark(queues: polled.queues, deployments: [])
      #expect(try await bench.text("SELECT status FROM work_queue WHERE name = 'q'") == "PAUSED")
      #expect(try await desk.move(others[0], .pending).status == .accept)
      #expect(try await desk.poll() == [])
      #expect(try await desk.move(others[1], .pending).status == .abort)
    }
  }

  @Test("a run that crashed or was paused comes back only while its queue has room")
  func comesBack() async throws {
    try await StoreBench.run { bench in
      let desk = try await Desk(bench, queue: 1)
      let runs = try await desk.scheduled(2)
      for type in [StateType.pending, .running, .paused] {
        #expect(try await desk.move(runs[0], type).status == .accept)
      }
      for type in [StateType.pending, .running] { #expect(try await desk.move(runs[1], type, by: 1).status == .accept) }
      #expect(try await desk.move(runs[0], .running).status == .wait)
      #expect(try await desk.move(runs[1], .crashed, by: 1).status == .accept)
      #expect(try await desk.move(runs[0], .running).status == .accept)
      #expect(try await desk.move(runs[1], .running, by: 1).status == .wait)
      #expect(try await desk.active() == "1")
    }
  }
}
