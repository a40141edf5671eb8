internal import JSON
public import Models
internal import Postgres
public import Values

/// The queues as agents know them, who know no pools: all live in one pool that is made for them.
extension WorkQueueRepository {
  private static let agentPool = "default-agent-pool"

  /// Makes a queue in the pool for agents, and that pool if it is not there.
  ///
  /// - Throws: `conflict` when the pool has a queue of that name.
  public func create(_ new: WorkQueueCreate) async throws -> WorkQueue {
    do {
      return try await database.transaction { transaction in
        if try await transaction.run(WorkQueueStatement.lockPool, [.text(WorkQueueRepository.agentPool)]).isEmpty {
          try await transaction.makeAgentPool()
          // The pool comes with this queue.
          if new.name == "default",
            let row = try await transaction.run(WorkQueueStatement.readByName, [.text(new.name)]).first
          {
            var reader = row.reader()
            return try reader.workQueue()
          }
        }
        return try await transaction.makeQueue(new, pool: WorkQueueRepository.agentPool, at: clock.now())
      }
    } catch DatabaseError.constraint(kind: .unique, _, _) {
      throw DomainError.conflict("A work queue with this name already exists.")
    }
  }

  /// - Throws: `notFound`.
  public func read(_ id: UUID) async throws -> WorkQueue {
    guard let queue = try await find(id) else { throw WorkQueueRepository.notFound }
    return queue
  }

  /// The queue of a name in the pool for agents, or in any pool if there is none for agents.
  ///
  /// - Throws: `notFound`.
  public func read(_ name: String) async throws -> WorkQueue {
    guard let row = try await database.run(WorkQueueStatement.readByName, [.text(name)], on: .read).first else {
      throw WorkQueueRepository.notFound
    }
    var reader = row.reader()
    return try reader.workQueue()
  }

  /// The queues of all pools that the filter lets through, by name, a page of them.
  public func list(_ filter: WorkQueueFilter?, page: Page) async throws -> [WorkQueue] {
    let query = QueryText.list(
      WorkQueueStatement.agentColumns, from: WorkQueueStatement.joins, where: filter?.condition ?? .always,
      order: "q.name, q.id", page: page)
    return try await database.run(query.statement, query.values, on: .bulk).map { row in
      var reader = row.reader()
      return try reader.workQueue()
    }
  }

  /// - Throws: `objectNotFound`.
  public func health(_ id: UUID) async throws -> WorkQueueHealth {
    guard let row = try await database.run(WorkQueueStatement.health, [.uuid(id)], on: .bulk).first else {
      throw DomainError.objectNotFound("Work queue with id \(id) not found")
    }
    var reader = row.reader()
    let lastPolled = try reader.optionalTimestamp()
    return WorkQueueHealth(lateRuns: try reader.int(), lastPolled: lastPolled, at: clock.now())
  }

  func find(_ id: UUID) async throws -> WorkQueue? {
    guard let row = try await database.run(WorkQueueStatement.readByID, [.uuid(id)], on: .read).first else {
      return nil
    }
    var reader = row.reader()
    return try reader.workQueue()
  }

  static let notFound = DomainError.notFound("work queue not found")
}
