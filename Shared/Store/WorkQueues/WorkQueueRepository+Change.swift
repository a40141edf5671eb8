internal import JSON
public import Models
internal import Postgres
public import Values

/// Which queue of a pool is meant.
private enum WorkQueueKey {
  case name(String)
  case id(UUID)
}

extension WorkQueueRepository {
  /// Changes what the update names and keeps the rest. Queues that are in the way of a new priority move behind it.
  ///
  /// - Throws: `notFound` for the pool or the queue; `integrity` for a name that another queue of the pool has, or for
  ///   null where the column takes none.
  public func update(_ name: String, pool: String, _ update: WorkQueueUpdate) async throws {
    try await change(.name(name), pool: pool, update, missing: WorkQueueRepository.notFound(name, pool: pool))
  }

  /// The same for a queue of any pool.
  public func update(_ id: UUID, _ update: WorkQueueUpdate) async throws {
    let missing = DomainError.notFound("Work Queue \(id) not found")
    guard let queue = try await find(id), let pool = queue.workPoolName else { throw missing }
    try await change(.id(id), pool: pool, update, missing: missing)
  }

  private func change(
    _ key: WorkQueueKey, pool name: String, _ update: WorkQueueUpdate, missing: DomainError
  ) async throws {
    try await database.transaction { transaction in
      let now = clock.now()
      let pool = try await transaction.lockPool(name)
      guard let queue = try await transaction.lock(key, pool: pool.id) else { throw missing }
      let change = try WorkQueueChange(queue, update, pool: pool.involved, at: now)
      _ = try await transaction.run(WorkQueueStatement.update, change.changed.updateValues)
      if let priority = change.priority {
        let others = try await transaction.priorities(of: pool.id).filter { $0.id != queue.id }
        try await transaction.move(QueuePriorities.place(queue.id, at: priority, among: others), at: now)
      }
      try await transaction.emit(change.events, at: now)
    }
  }

  /// Deletes a queue of a pool; its runs stay, without a queue.
  ///
  /// - Throws: `notFound` for the pool or the queue; `integrity` for the pool's default queue.
  public func delete(_ name: String, pool: String) async throws {
    guard try await !database.run(WorkPoolStatement.read, [.text(pool)], on: .read).isEmpty else {
      throw WorkPoolRepository.notFound(pool)
    }
    try await delete(await read(name, pool: pool), missing: WorkQueueRepository.notFound(name, pool: pool))
  }

  /// The same for a queue of any pool.
  public func delete(_ id: UUID) async throws {
    try await delete(await read(id), missing: WorkQueueRepository.notFound)
  }

  private func delete(_ queue: WorkQueue, missing: DomainError) async throws {
    guard let row = try await database.run(WorkQueueStatement.subject, [.uuid(queue.id)]).first else { throw missing }
    var reader = row.reader()
    let now = clock.now()
    let event = try reader.workQueueSubject().event("deleted", at: now)
    let rows = try await database.run(
      WorkQueueStatement.delete, [.uuid(queue.id)] + EventWrite.values(for: [event], received: now),
      on: .key(queue.workPoolID))
    if rows.isEmpty { throw missing }
  }
}

extension Transaction {
  /// A queue of a pool, held until the transaction ends.
  fileprivate func lock(_ key: WorkQueueKey, pool: UUID) async throws(DatabaseError) -> WorkQueue? {
    let values: [SQLValue] =
      switch key {
      case .name(let name): [.uuid(pool), .text(name), .uuid(nil)]
      case .id(let id): [.uuid(pool), .text(nil), .uuid(id)]
      }
    guard let row = try await run(WorkQueueStatement.lock, values).first else { return nil }
    var reader = row.reader()
    return try reader.workQueue()
  }
}

extension WorkQueue {
  /// The values of `WorkQueueStatement.update`.
  fileprivate var updateValues: [SQLValue] {
    [
      .uuid(id), .timestamp(updated), .text(name), .text(description), .bool(isPaused),
      .int4(concurrencyLimit.map { Int32(clamping: $0) }), .int4(Int32(clamping: priority)), .timestamp(lastPolled),
      .jsonb(filter?.bytes), .text(status.rawValue),
    ]
  }
}
