public import Postgres
public import Values

/// Removes what belongs to no flow run, and so is not removed with one. Each call is one bounded transaction.
public struct LeftoverRepository: Sendable {
  private let database: Database

  public init(database: Database) {
    self.database = database
  }

  /// Where a walk through a table has come to; it is over when `next` is nil.
  public struct Step<Key: Sendable>: Sendable {
    public var removed: Int
    public var next: Key?
  }

  /// The natural key of a task run without a flow run.
  public struct TaskRunKey: Sendable {
    var task: String
    var dynamic: String
  }

  /// Looks at a page of background task runs and removes those that ended, or began to wait for a task worker, before a
  /// moment, with all that belongs to them.
  public func removeBackgroundTaskRuns(
    before moment: Timestamp, after last: TaskRunKey?, limit: Int
  ) async throws -> Step<TaskRunKey> {
    let rows = try await database.run(
      LeftoverStatement.backgroundTaskRuns,
      [.text(last?.task), .text(last?.dynamic), .int8(Int64(limit)), .timestamp(moment)], on: .bulk)
    guard let row = rows.first else { return Step(removed: 0) }
    var reader = row.reader()
    let key = TaskRunKey(task: try reader.text(), dynamic: try reader.text())
    let seen = try reader.int()
    return Step(removed: try reader.int(), next: seen < limit ? nil : key)
  }

  /// Looks at a page of the cache of task runs and removes entries that no lookup finds any more.
  public func removeCacheEntries(after last: UUID?, limit: Int) async throws -> Step<UUID> {
    let rows = try await database.run(
      LeftoverStatement.cacheEntries, [.uuid(last), .int8(Int64(limit))], on: .bulk)
    guard let row = rows.first else { return Step(removed: 0) }
    var reader = row.reader()
    let id = try reader.uuid()
    let seen = try reader.int()
    return Step(removed: try reader.int(), next: seen < limit ? nil : id)
  }

  /// Log lines of no flow run.
  public func removeLogs(before moment: Timestamp, limit: Int) async throws -> Int {
    try await count(LeftoverStatement.logs, moment, limit)
  }

  /// Artifacts of no run.
  public func removeArtifacts(before moment: Timestamp, limit: Int) async throws -> Int {
    try await count(LeftoverStatement.artifacts, moment, limit)
  }

  /// Workers that are offline and were heard last before a moment.
  public func removeOfflineWorkers(before moment: Timestamp, limit: Int) async throws -> Int {
    try await count(LeftoverStatement.offlineWorkers, moment, limit)
  }

  private func count(_ statement: Statement, _ moment: Timestamp, _ limit: Int) async throws -> Int {
    try await database.run(statement, [.timestamp(moment), .int8(Int64(limit))], on: .bulk).count
  }
}
