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
    var query = QueryText("SELECT ")
    query.append(WorkQueueStatement.columns)
    query.append(" FROM ")
    query.append(WorkQueueStatement.joins)
    query.append(" WHERE q.work_pool_id = $ AND ", [.uuid(try pool.workPool().id)])
    (filter?.condition ?? .always).write(to: &query)
    query.append(" ORDER BY q.priority, q.id")
    query.append(page)
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
    guard let row = try await run(WorkQueueStatement.lockPool, [.text(name)]).first else {
      throw WorkPoolRepository.notFound(name)
    }
    guard let description = new.description else { throw DomainError.integrity }
    var pool = row.reader()
    let poolID = try pool.uuid()
    let involved = WorkPool.involved(id: poolID, name: try pool.text(), type: try pool.text())
    let others = try await run(WorkQueueStatement.priorities, [.uuid(poolID)]).map { row in
      var reader = row.reader()
      return (id: try reader.uuid(), priority: try reader.int())
    }
    var queue = WorkQueue(
      id: .random(), created: now, updated: now, name: new.name, description: description, isPaused: new.isPaused,
      concurrencyLimit: new.concurrencyLimit,
      priority: new.priority ?? QueuePriorities.firstFree(in: others.map(\.priority)), workPoolID: poolID,
      filter: new.filter, workPoolName: name)
    queue.activeSlots = queue.concurrencyLimit == nil ? nil : 0
    _ = try await run(
      WorkQueueStatement.insert,
      [
        .uuid(queue.id), .timestamp(now), .text(queue.name), .text(queue.description), .bool(queue.isPaused),
        .int4(queue.concurrencyLimit.map { Int32(clamping: $0) }), .int4(Int32(clamping: queue.priority)),
        .uuid(poolID), .jsonb(queue.filter?.bytes),
      ])
    let moved = QueuePriorities.place(queue.id, at: queue.priority, among: others)
    if !moved.isEmpty {
      _ = try await run(
        WorkQueueStatement.setPriorities,
        [.uuids(moved.map(\.id)), .int4s(moved.map { Int32(clamping: $0.priority) }), .timestamp(now)])
    }
    try await emit(
      [WorkQueueSubject(id: queue.id, name: queue.name, pool: involved).event("created", at: now)], at: now)
    return queue
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
