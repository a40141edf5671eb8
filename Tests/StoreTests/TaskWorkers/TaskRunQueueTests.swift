import Models
import Observability
import Orchestration
import Postgres
import Testing
import Values

@testable import Store

@Suite struct TaskRunQueueTests {
  /// What one test does with the queue of its own database.
  private struct Queue {
    let bench: StoreBench
    let runs: TaskRunRepository
    let queue: TaskRunQueueRepository
    let workers: TaskWorkerRepository

    init(_ bench: StoreBench) {
      self.bench = bench
      runs = TaskRunRepository(database: bench.database)
      queue = TaskRunQueueRepository(database: bench.database)
      workers = TaskWorkerRepository(database: bench.database, term: .seconds(20))
    }

    static func state(_ type: StateType = .scheduled, name: String? = nil) -> StateCreate {
      StateCreate(type: type, name: name, details: StateDetails(deferred: true))
    }

    /// A run that waits.
    @discardableResult
    func schedule(_ name: String, key: String = "key", state: String? = nil) async throws -> UUID {
      var new = TaskRunCreate(taskKey: key, dynamicKey: name, name: name)
      new.state = Queue.state(name: state)
      return try await runs.create(new).run.id
    }

    func move(_ id: UUID, _ state: StateCreate) async throws {
      _ = try await runs.setState(id, state, client: ClientVersions())
    }

    func worker(_ keys: [String] = ["key"]) async throws -> UUID {
      let id = UUID.random()
      try await workers.register(id, clientID: "worker", taskKeys: keys)
      return id
    }

    /// The name of what a worker is given next; it takes it.
    func next(_ worker: UUID, _ keys: [String] = ["key"]) async throws -> String? {
      guard let delivery = try await queue.claim(for: worker, taskKeys: keys) else { return nil }
      try await queue.remove(delivery.position, for: worker)
      return delivery.run.name
    }

    func length() async throws -> String? { try await bench.text("SELECT count(*) FROM apus.task_run_queue") }
  }

  @Test("Retries go before the others, the oldest first, and keys in their order")
  func keepsOrder() async throws {
    try await StoreBench.run { bench in
      let queue = Queue(bench)
      for key in ["b", "a"] {
        for name in ["1", "2"] { try await queue.schedule("\(key)\(name)", key: key) }
        try await queue.schedule("\(key)3", key: key, state: "AwaitingRetry")
      }
      let worker = try await queue.worker(["a", "b"])
      var names: [String] = []
      while let name = try await queue.next(worker, ["a", "b"]) { names.append(name) }
      #expect(names == ["a3", "a1", "a2", "b3", "b1", "b2"])
      #expect(try await queue.length() == "0")
    }
  }

  @Test("Of many workers that ask at once each run is given to one")
  func givesOnce() async throws {
    try await StoreBench.run { bench in
      let queue = Queue(bench)
      for number in 0..<10 { try await queue.schedule("\(number)") }
      let names = try await withThrowingTaskGroup { group in
        for _ in 0..<30 {
          group.addTask {
            try await queue.queue.claim(for: try await queue.worker(), taskKeys: ["key"])?.run.name
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }
      }
      #expect(names.sorted() == (0..<10).map(String.init))
    }
  }

  @Test("A worker that asks again gets what it holds, and one that goes leaves it to the next, before the others")
  func holds() async throws {
    try await StoreBench.run { bench in
      let queue = Queue(bench)
      for name in ["1", "2"] { try await queue.schedule(name) }
      let (one, other) = (try await queue.worker(), try await queue.worker())
      let first = try #require(try await queue.queue.claim(for: one, taskKeys: ["key"]))
      #expect(try await queue.queue.claim(for: one, taskKeys: ["key"])?.position == first.position)
      try await queue.workers.leave(one)
      // What it says after it left has no effect.
      try await queue.queue.remove(first.position, for: one)
      #expect(try await queue.next(other) == "1")
      #expect(try await queue.next(other) == "2")
    }
  }

  @Test("What was sent by a gateway that died waits again when its term is over, and not before")
  func survivesGateways() async throws {
    try await StoreBench.run { bench in
      let queue = Queue(bench)
      try await queue.schedule("1")
      let (dead, other) = (try await queue.worker(), try await queue.worker())
      _ = try await queue.queue.claim(for: dead, taskKeys: ["key"])
      try await queue.workers.expire()
      #expect(try await queue.queue.free() == 0)
      try await bench.change("UPDATE apus.task_worker SET seen = seen - interval '21 s' WHERE id = $1", [.uuid(dead)])
      #expect(try await queue.workers.list(nil).count == 1)
      try await queue.workers.expire()
      #expect(try await queue.workers.renew([dead, other]) == [other])
      #expect(try await queue.queue.free() == 1)
      #expect(try await queue.queue.free() == 0)
      #expect(try await queue.next(other) == "1")
    }
  }

  @Test("What a worker claims after it was forgotten waits again")
  func freesLateClaims() async throws {
    try await StoreBench.run { bench in
      let queue = Queue(bench)
      try await queue.schedule("1")
      _ = try await queue.queue.claim(for: .random(), taskKeys: ["key"])
      #expect(try await queue.queue.free() == 1)
      #expect(try await queue.next(try await queue.worker()) == "1")
    }
  }

  @Test("A run that left its state, lost its mark or was deleted is not delivered, however that came about")
  func dropsWhatLeft() async throws {
    try await StoreBench.run { bench in
      let queue = Queue(bench)
      try await queue.move(try await queue.schedule("cancelled"), StateCreate(type: .cancelled))
      try await queue.move(try await queue.schedule("unmarked"), StateCreate(type: .scheduled))
      try await queue.runs.delete(try await queue.schedule("deleted"))
      #expect(try await queue.length() == "0")
      // Behind the queue's back, as events and cascades do it.
      let told = try await queue.schedule("told")
      try await bench.change("UPDATE task_run SET state_type = 'PENDING' WHERE id = $1", [.uuid(told)])
      let gone = try await queue.schedule("gone")
      try await bench.change("DELETE FROM task_run WHERE id = $1", [.uuid(gone)])
      try await queue.schedule("stays")
      #expect(try await queue.next(try await queue.worker()) == "stays")
      #expect(try await queue.length() == "0")
    }
  }

  @Test("What waits for nothing is swept out, a part at a time")
  func sweeps() async throws {
    try await StoreBench.run { bench in
      let queue = Queue(bench)
      for number in 0..<5 { try await queue.schedule("\(number)", key: "nobody") }
      try await bench.change("UPDATE task_run SET state_type = 'PENDING' WHERE name IN ('1', '4')")
      try await bench.change("DELETE FROM task_run WHERE name = '2'")
      let middle = try await queue.queue.sweep(after: nil, atMost: 3)
      #expect(try await queue.length() == "3")
      let end = try await queue.queue.sweep(after: middle, atMost: 3)
      #expect(try await queue.queue.sweep(after: end, atMost: 3) == nil)
      #expect(
        try await bench.text(
          "SELECT string_agg(t.name, ',' ORDER BY q.position) FROM apus.task_run_queue q JOIN task_run t ON t.id = q.task_run_id"
        ) == "0,3")
    }
  }

  @Test("A run that is queued again while it is sent is delivered again, whatever is said of the first time")
  func queuesAgain() async throws {
    try await StoreBench.run { bench in
      let queue = Queue(bench)
      let id = try await queue.schedule("1")
      try await queue.schedule("2")
      let worker = try await queue.worker()
      let first = try #require(try await queue.queue.claim(for: worker, taskKeys: ["key"]))
      try await queue.move(id, Queue.state())
      try await queue.queue.remove(first.position, for: worker)
      #expect(try await queue.next(worker) == "2")
      #expect(try await queue.next(worker) == "1")
      #expect(try await queue.next(worker) == nil)
    }
  }

  @Test("A run that can't be written is not queued")
  func queuesWithTheState() async throws {
    try await StoreBench.run { bench in
      let queue = Queue(bench)
      let id = try await queue.schedule("1")
      var again = TaskRunCreate(taskKey: "key", dynamicKey: "1", name: "again")
      again.state = Queue.state()
      #expect(try await queue.runs.create(again).run.id == id)
      #expect(try await queue.length() == "1")
    }
  }

  @Test("What waits is counted to a bound, and what is held does not wait")
  func counts() async throws {
    try await StoreBench.run { bench in
      let queue = Queue(bench)
      for number in 0..<3 { try await queue.schedule("\(number)") }
      func waiting(_ bound: Int) async throws -> Int? {
        try await queue.queue.waiting(["key": bound, "none": 5]).first { $0.key == "key" }?.count
      }
      #expect(try await waiting(2) == 2)
      #expect(try await waiting(9) == 3)
      _ = try await queue.queue.claim(for: try await queue.worker(), taskKeys: ["key"])
      #expect(try await waiting(9) == 2)
      #expect(try await queue.queue.waiting(["none": 5]).isEmpty)
    }
  }

  @Test("Workers are listed by their names, with the tasks of all their connections")
  func listsWorkers() async throws {
    try await StoreBench.run { bench in
      let workers = TaskWorkerRepository(database: bench.database, term: .seconds(20))
      let one = UUID.random()
      try await workers.register(one, clientID: "b", taskKeys: ["y", "x"])
      try await workers.register(.random(), clientID: "b", taskKeys: ["z", "x"])
      try await workers.register(.random(), clientID: "a", taskKeys: ["x"])
      #expect(try await workers.list(nil).map(\.identifier) == ["a", "b"])
      #expect(try await workers.list(nil).last?.taskKeys == ["x", "y", "z"])
      #expect(try await workers.list(TaskWorkerFilter(taskKeys: ["y", "\0"])).map(\.identifier) == ["b"])
      #expect(try await workers.list(TaskWorkerFilter(taskKeys: ["\0"])).isEmpty)
      #expect(try await workers.list(TaskWorkerFilter(taskKeys: [])).count == 2)
      try await workers.leave(one)
      #expect(try await workers.list(TaskWorkerFilter(taskKeys: ["y"])).isEmpty)
    }
  }

  @Test("What Prefect had queued within a day waits when its database is taken over, in its order")
  func takesOver() async throws {
    try await StoreBench.run { bench in
      let queue = Queue(bench)
      for name in ["1", "2", "old"] { try await queue.schedule(name) }
      try await queue.schedule("retry", state: "AwaitingRetry")
      try await queue.move(try await queue.schedule("gone"), Queue.state(.pending))
      var plain = TaskRunCreate(taskKey: "key", dynamicKey: "plain")
      plain.state = StateCreate(type: .scheduled)
      _ = try await queue.runs.create(plain)
      try await bench.change("UPDATE task_run SET state_timestamp = now() - interval '25 hours' WHERE name = 'old'")
      try await bench.change("UPDATE task_run SET state_timestamp = now() - interval '23 hours' WHERE name = '2'")
      try await bench.database.transaction { try await $0.script("DROP SCHEMA apus CASCADE") }
      try await Migrator(database: bench.database, logger: .silent).migrate()
      let worker = try await queue.worker()
      var names: [String] = []
      while let name = try await queue.next(worker) { names.append(name) }
      #expect(names == ["retry", "2", "1"])
    }
  }
}
