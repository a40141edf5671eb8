import JSON
import Models
import Orchestration
import Postgres
import Testing
import Values

@testable import Store

@Suite struct WorkerCleanupTests {
  /// A pool with a worker, and runs in it, of one test's own database.
  private struct Pool {
    let bench: StoreBench
    let cleanups: WorkerCleanupRepository
    let id: UUID
    let queue: UUID

    init(_ bench: StoreBench, terms: WorkerCleanupTerms = WorkerCleanupTerms(), type: String = "process") async throws {
      self.bench = bench
      cleanups = WorkerCleanupRepository(database: bench.database, terms: terms)
      let pool = try await WorkPoolRepository(database: bench.database).create(WorkPoolCreate(name: "p", type: type))
      id = pool.id
      queue = try #require(pool.defaultQueueID)
    }

    func run() async throws -> UUID {
      let run = try await bench.flowRun()
      try await bench.change(
        "UPDATE flow_run SET work_queue_id = $2, infrastructure_pid = 'host:1' WHERE id = $1",
        [.uuid(run), .uuid(queue)])
      return run
    }

    func enqueue(_ run: UUID, state: UUID = .random(), kind: WorkerCleanupKind = .cancellingTimeout) async throws {
      try await bench.database.transaction { transaction in
        try await transaction.enqueue(WorkerCleanupRequest(kind), of: run, endedBy: state)
      }
    }

    func recipient(
      _ name: String = "w", kinds: [WorkerCleanupKind] = WorkerCleanupKind.allCases, queues: [UUID] = [],
      concurrency: Int = 1
    ) -> WorkerCleanupRepository.Recipient {
      WorkerCleanupRepository.Recipient(
        workPoolID: id, consumerID: UUID(high: 1, low: 2), workerName: name, kinds: kinds.map(\.rawValue),
        workQueueIDs: queues, concurrency: concurrency)
    }

    func claim(_ recipient: WorkerCleanupRepository.Recipient? = nil) async throws -> WorkerCleanupDelivery? {
      try await cleanups.claim(for: recipient ?? self.recipient(), fromAnyQueue: true)
    }

    func operate(
      _ operation: WorkerCleanupOperation, _ delivery: WorkerCleanupDelivery, token: String? = nil, pool: UUID? = nil
    ) async throws -> WorkerCleanupStatus {
      try await cleanups.operate(
        operation, on: delivery.messageID, token: token ?? delivery.token, reason: "r", workPoolID: pool ?? id
      ).status
    }

    /// Lets every lease be over.
    func expireLeases() async throws {
      try await bench.change("UPDATE apus.worker_cleanup SET lease_expires = now() - interval '1 second'")
    }
  }

  @Test("A message is enqueued once for each state, tells the run and its infrastructure, and an ack ends it")
  func ends() async throws {
    try await StoreBench.run { bench in
      let pool = try await Pool(bench)
      let (run, state) = (try await pool.run(), UUID.random())
      try await pool.enqueue(run, state: state)
      try await pool.enqueue(run, state: state)
      #expect(try await pool.cleanups.waiting([pool.id]) == [pool.id: ["cancelling_timeout_teardown.v1"]])
      let delivery = try #require(try await pool.claim())
      #expect(delivery.deliveries == 1 && delivery.workQueueID == pool.queue)
      let target = try #require(delivery.target.document()).root
      #expect(target["flow_run_id" as StaticString]?.text == "\(run)")
      #expect(target["infrastructure_pid" as StaticString]?.text == "host:1")
      #expect(try await pool.claim() == nil)
      #expect(try await pool.operate(.ack, delivery) == .accepted)
      #expect(try await pool.operate(.ack, delivery) == .notFound)
      try await pool.enqueue(run, state: state)
      #expect(try await pool.cleanups.waiting([pool.id]).isEmpty)
    }
  }

  @Test("What makes messages wait is told, and what a look for messages runs is not, or it would cause the next look")
  func tells() {
    for statement in [WorkerCleanupStatement.enqueue, WorkerCleanupStatement.operate] {
      #expect(statement.channels == [WorkerCleanupRepository.channel])
    }
    for statement in [WorkerCleanupStatement.waiting, WorkerCleanupStatement.claim, WorkerCleanupStatement.expire] {
      #expect(statement.channels.isEmpty)
    }
  }

  @Test(
    "Nothing is enqueued for a run without a queue, or of a pool without workers", arguments: ["a:push", "a:managed"])
  func leavesOut(_ type: String) async throws {
    try await StoreBench.run { bench in
      let pool = try await Pool(bench, type: type)
      try await pool.enqueue(try await pool.run())
      try await pool.enqueue(try await bench.flowRun())
      #expect(try await bench.text("SELECT count(*) FROM apus.worker_cleanup") == "0")
    }
  }

  @Test("Operations are refused with another token, another pool, or without a lease")
  func refuses() async throws {
    try await StoreBench.run { bench in
      let pool = try await Pool(bench)
      try await pool.enqueue(try await pool.run())
      let delivery = try #require(try await pool.claim())
      for operation in [WorkerCleanupOperation.ack, .release, .renew] {
        #expect(try await pool.operate(operation, delivery, token: "x") == .invalidToken)
        #expect(try await pool.operate(operation, delivery, pool: .random()) == .unauthorized)
      }
      let renewed = try await pool.cleanups.operate(
        .renew, on: delivery.messageID, token: delivery.token, workPoolID: pool.id)
      #expect(renewed.status == .accepted)
      #expect(try #require(renewed.leaseExpires) > delivery.leaseExpires)
      #expect(try await pool.operate(.release, delivery) == .accepted)
      #expect(try await pool.operate(.ack, delivery) == .notCurrent)
    }
  }

  @Test("A message whose lease expires is delivered again, three times in all, and is set aside then")
  func setsAside() async throws {
    try await StoreBench.run { bench in
      let pool = try await Pool(bench)
      try await pool.enqueue(try await pool.run())
      for number in 1...3 {
        let delivery = try #require(try await pool.claim())
        #expect(delivery.deliveries == number)
        #expect(try await pool.cleanups.expire(limit: 9).isEmpty)
        try await pool.expireLeases()
        if number == 2 {
          #expect(try await pool.operate(.ack, delivery) == .expired)
        } else {
          #expect(try await pool.cleanups.expire(limit: 9).map(\.isDead) == [number == 3])
        }
      }
      #expect(try await pool.claim() == nil)
      #expect(try await pool.cleanups.count().map(\.count) == [0, 0, 1])
    }
  }

  @Test("The last delivery that is given back sets the message aside")
  func releasesLast() async throws {
    try await StoreBench.run { bench in
      let pool = try await Pool(bench, terms: WorkerCleanupTerms(maximumDeliveries: 2))
      try await pool.enqueue(try await pool.run())
      #expect(try await pool.operate(.release, try #require(try await pool.claim())) == .accepted)
      #expect(try await pool.operate(.release, try #require(try await pool.claim())) == .deadLettered)
      #expect(try await bench.text("SELECT release_reason FROM apus.worker_cleanup") == "r")
    }
  }

  @Test("A worker gets no more than it takes at once, only kinds that it handles, and its own queues' messages first")
  func prefers() async throws {
    try await StoreBench.run { bench in
      let pool = try await Pool(bench)
      for _ in 0..<3 { try await pool.enqueue(try await pool.run()) }
      #expect(try await pool.claim(pool.recipient(kinds: [.pendingClaim])) == nil)
      #expect(try await pool.cleanups.claim(for: pool.recipient(), fromAnyQueue: false) == nil)
      #expect(
        try await pool.cleanups.claim(for: pool.recipient(queues: [pool.queue]), fromAnyQueue: false)?.workQueueID
          == pool.queue)
      #expect(try await pool.claim() == nil)
      #expect(try await pool.claim(pool.recipient(concurrency: 2)) != nil)
      #expect(try await pool.claim(pool.recipient("other")) != nil)
    }
  }

  @Test("Of many workers that ask at once each message is delivered to one")
  func deliversOnce() async throws {
    try await StoreBench.run(lanes: 2) { bench in
      let pool = try await Pool(bench)
      for _ in 0..<5 { try await pool.enqueue(try await pool.run()) }
      let ids = try await withThrowingTaskGroup { group in
        for number in 0..<15 {
          group.addTask { try await pool.claim(pool.recipient("w\(number)"))?.messageID }
        }
        return try await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }
      }
      #expect(ids.count == 5 && Set(ids).count == 5)
    }
  }

  @Test("Completed messages are forgotten after their time, and those of deleted pools at once")
  func forgets() async throws {
    try await StoreBench.run { bench in
      let pool = try await Pool(bench, terms: WorkerCleanupTerms(completedRetention: .zero))
      for _ in 0..<2 { try await pool.enqueue(try await pool.run()) }
      _ = try await pool.operate(.ack, try #require(try await pool.claim()))
      #expect(try await pool.cleanups.forget(limit: 9) == 1)
      #expect(try await pool.cleanups.forget(limit: 9) == 0)
      try await WorkPoolRepository(database: bench.database).delete("p")
      #expect(try await pool.cleanups.forget(limit: 9) == 1)
    }
  }

  @Test("A run that is taken to another state enqueues its message with it, and not when the state is not written")
  func enqueuesWithState() async throws {
    try await StoreBench.run { bench in
      let pool = try await Pool(bench)
      let runs = FlowRunRepository(database: bench.database)
      let run = try await pool.run()
      _ = try await runs.setState(run, StateCreate(type: .cancelling), isForced: true, client: ClientVersions())
      let state = try #require(UUID(try await bench.text("SELECT state_id FROM flow_run") ?? ""))
      for (from, isTaken) in [(UUID.random(), false), (state, true)] {
        #expect(
          try await runs.take(
            run, from: from, to: StateCreate(type: .cancelled), under: .coreFlow,
            cleanup: WorkerCleanupRequest(.cancellingTimeout)) == isTaken)
        #expect(try await bench.text("SELECT count(*) FROM apus.worker_cleanup") == (isTaken ? "1" : "0"))
      }
      #expect(
        try await bench.text("SELECT idempotency_key FROM apus.worker_cleanup")
          == bench.text("SELECT concat_ws(':', 'cancelling_timeout_teardown.v1', id, state_id) FROM flow_run"))
    }
  }
}
