internal import JSON
public import Models
public import Postgres
public import Values

/// The queues of work pools in the database.
public struct WorkQueueRepository: Sendable {
  let database: Database
  let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// Makes a queue in a pool.
  ///
  /// - Throws: `notFound` without the pool; `conflict` when the pool has a queue of that name.
  public func create(_ new: WorkQueueCreate, pool: String) async throws -> WorkQueue {
    do {
      return try await database.transaction { transaction in
        try await transaction.makeQueue(new, pool: pool, at: clock.now())
      }
    } catch DatabaseError.constraint(kind: .unique, _, _) {
      throw DomainError.conflict("A work queue with this name already exists in work pool {work_pool_name!r}.")
    }
  }

  /// - Throws: `notFound`.
  public func read(_ name: String, pool: String) async throws -> WorkQueue {
    guard let row = try await database.run(WorkQueueStatement.read, [.text(pool), .text(name)]).first else {
      throw WorkQueueRepository.notFound(name, pool: pool)
    }
    var reader = row.reader()
    return try reader.workQueue()
  }

  /// The queues of a pool that the filter lets through, the first ones first, a page of them.
  ///
  /// - Throws: `notFound` without the pool.
  public func list(_ filter: WorkQueueFilter?, pool name: String, page: Page) async throws -> [WorkQueue] {
    guard let row = try await database.run(WorkPoolStatement.read, [.text(name)]).first else {
      throw WorkPoolRepository.notFound(name)
    }
    var pool = row.reader()
    let ofPool = Condition.test("q.work_pool_id = $", [.uuid(try pool.workPool().id)])
    let query = QueryText.list(
      WorkQueueStatement.columns, from: WorkQueueStatement.joins, where: .all([ofPool, filter?.condition ?? .always]),
      order: "q.priority, q.id", isOfFew: true, page: page)
    return try await database.run(query.statement, query.values, on: .bulk).map { row in
      var reader = row.reader()
      return try reader.workQueue()
    }
  }

  static func notFound(_ name: String, pool: String) -> DomainError {
    .notFound("Work pool queue '\(pool)/\(name)' not found.")
  }
}

extension Transaction {
  /// Makes a queue in a pool and tells of it.
  func makeQueue(_ new: WorkQueueCreate, pool name: String, at now: Timestamp) async throws -> WorkQueue {
    let pool = try await lockPool(name)
    let others = try await priorities(of: pool.id)
    var queue = WorkQueue(
      id: .random(), created: now, updated: now, name: new.name, description: new.description, isPaused: new.isPaused,
      concurrencyLimit: new.concurrencyLimit,
      priority: new.priority ?? QueuePriorities.firstFree(in: others.map(\.priority)), workPoolID: pool.id,
      filter: new.filter, workPoolName: name)
    queue.activeSlots = queue.concurrencyLimit == nil ? nil : 0
    _ = try await run(
      WorkQueueStatement.insert,
      [
        .uuid(queue.id), .timestamp(now), .text(queue.name), .text(queue.description), .bool(queue.isPaused),
        .int4(queue.concurrencyLimit.map { Int32(clamping: $0) }), .int4(Int32(clamping: queue.priority)),
        .uuid(pool.id), .jsonb(queue.filter?.bytes),
      ])
    try await move(QueuePriorities.place(queue.id, at: queue.priority, among: others), at: now)
    try await emit(
      [WorkQueueSubject(id: queue.id, name: queue.name, pool: pool.involved).event("created", at: now)], at: now)
    return queue
  }
}

extension Transaction {
  /// The pool of a name, held until the transaction ends, so that one change of its queues happens after the other.
  ///
  /// - Throws: `notFound`.
  func lockPool(_ name: String) async throws -> (id: UUID, involved: EmittedEvent.Involved) {
    guard let row = try await run(WorkQueueStatement.lockPool, [.text(name)]).first else {
      throw WorkPoolRepository.notFound(name)
    }
    var reader = row.reader()
    let id = try reader.uuid()
    return (id, WorkPool.involved(id: id, name: try reader.text(), type: try reader.text()))
  }

  /// The priorities of a pool's queues, the first one first.
  func priorities(of pool: UUID) async throws(DatabaseError) -> [(id: UUID, priority: Int)] {
    var priorities: [(id: UUID, priority: Int)] = []
    for row in try await run(WorkQueueStatement.priorities, [.uuid(pool)]) {
      var reader = row.reader()
      priorities.append((try reader.uuid(), try reader.int()))
    }
    return priorities
  }

  /// Gives queues new priorities.
  func move(_ queues: [(id: UUID, priority: Int)], at now: Timestamp) async throws(DatabaseError) {
    guard !queues.isEmpty else { return }
    _ = try await run(
      WorkQueueStatement.setPriorities,
      [.uuids(queues.map(\.id)), .int4s(queues.map { Int32(clamping: $0.priority) }), .timestamp(now)])
  }
}

extension RowReader {
  /// Reads `WorkQueueStatement.columns`.
  mutating func workQueue() throws(DatabaseError) -> WorkQueue {
    WorkQueue(
      id: try uuid(), created: try timestamp(), updated: try timestamp(), name: try text(), description: try text(),
      isPaused: try bool(), concurrencyLimit: try optionalInt(), priority: try int(), workPoolID: try uuid(),
      filter: try optionalRawJSON().flatMap { $0.isNull ? nil : $0 }, lastPolled: try optionalTimestamp(),
      workPoolName: try text(), status: try workPoolStatus(), activeSlots: try optionalInt())
  }
}
