public import Models
public import Postgres
public import Values

/// The task workers that listen for background task runs, on whatever gateway (contract §2.3).
public struct TaskWorkerRepository: Sendable {
  private let database: Database
  private let term: Duration

  /// - Parameter term: How long a worker counts as there that its gateway no longer speaks for.
  public init(database: Database, term: Duration) {
    self.database = database
    self.term = term
  }

  /// Makes a connection of a worker known.
  ///
  /// - Parameter id: The connection's.
  public func register(_ id: UUID, clientID: String, taskKeys: [String]) async throws(DatabaseError) {
    _ = try await database.run(
      TaskWorkerStatement.register, [.uuid(id), .text(clientID), .texts(taskKeys)], on: .key(id))
  }

  /// Says that connections are still there.
  ///
  /// - Returns: Those that are known; what the others held is another worker's.
  public func renew(_ ids: [UUID]) async throws(DatabaseError) -> Set<UUID> {
    guard !ids.isEmpty else { return [] }
    var known: Set<UUID> = []
    for row in try await database.run(TaskWorkerStatement.renew, [.uuids(ids)], on: .bulk) {
      var reader = row.reader()
      known.insert(try reader.uuid())
    }
    return known
  }

  /// Forgets a connection; what was sent over it and not taken waits again.
  public func leave(_ id: UUID) async throws(DatabaseError) {
    _ = try await database.run(TaskWorkerStatement.leave, [.uuid(id)], on: .key(id))
  }

  /// Forgets the connections of gateways that have died.
  public func expire() async throws(DatabaseError) {
    _ = try await database.run(TaskWorkerStatement.expire, [.interval(term)], on: .bulk)
  }

  /// The workers that run one of the tasks, or all; by their names.
  public func list(_ filter: TaskWorkerFilter?) async throws -> [TaskWorker] {
    // A text with U+0000 is no task's key, and the database has no such texts.
    let keys = filter.flatMap { $0.taskKeys.isEmpty ? nil : $0.taskKeys.filter { !$0.utf8.contains(0) } }
    let rows = try await database.run(
      TaskWorkerStatement.list, [keys.map { .texts($0) } ?? .null, .interval(term)], on: .bulk)
    return try rows.map { row throws(DatabaseError) in
      var reader = row.reader()
      return TaskWorker(identifier: try reader.text(), taskKeys: try reader.texts(), timestamp: try reader.timestamp())
    }
  }
}
