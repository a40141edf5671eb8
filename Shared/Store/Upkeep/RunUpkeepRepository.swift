internal import Models
public import Postgres
public import Values

/// A run that has been in a state for too long, and the state it was seen in.
public struct OverdueRun: Sendable, Hashable {
  public var id: UUID
  public var stateID: UUID
  /// By what runs of its kind are ordered.
  public var moment: Timestamp
  public var deploymentID: UUID?

  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    id = try reader.uuid()
    stateID = try reader.uuid()
    moment = try reader.timestamp()
    deploymentID = try reader.optionalUUID()
  }
}

/// Finds runs that the server itself takes to another state (contract §4.3 to §4.6), a page at a time, in the order of
/// their moments and ids.
public struct RunUpkeepRepository: Sendable {
  private let database: Database

  public init(database: Database) {
    self.database = database
  }

  /// Runs that should have started before a moment and are still waiting; ordered by when they should have.
  public func late(before moment: Timestamp, after last: OverdueRun?, limit: Int) async throws -> [OverdueRun] {
    try await page(RunUpkeepStatement.late, [.timestamp(moment)], after: last, limit)
  }

  /// Runs that wait to be handed out and were due before a moment, whose deployment is not there; ordered by when they were due.
  public func withoutDeployment(before moment: Timestamp, after last: OverdueRun?, limit: Int) async throws
    -> [OverdueRun]
  {
    try await page(RunUpkeepStatement.withoutDeployment, [.timestamp(moment)], after: last, limit)
  }

  /// Paused runs whose pause was to end before a moment; ordered by when.
  public func expiredPauses(before moment: Timestamp, after last: OverdueRun?, limit: Int) async throws -> [OverdueRun]
  {
    try await page(RunUpkeepStatement.expiredPauses, [.timestamp(moment)], after: last, limit)
  }

  /// Runs that became cancelling before a moment and still are; ordered by when they did.
  public func cancelling(before moment: Timestamp, after last: OverdueRun?, limit: Int) async throws -> [OverdueRun] {
    try await page(RunUpkeepStatement.cancelling, [.timestamp(moment)], after: last, limit)
  }

  /// Runs of subflows that go on while the run which called them is cancelled.
  public func subflowsOfCancelled(after last: OverdueRun?, limit: Int) async throws -> [OverdueRun] {
    try await page(RunUpkeepStatement.subflowsOfCancelled, [], after: last, limit)
  }

  /// Task runs that go on while their flow run was cancelled since a moment.
  public func tasksOfCancelled(since moment: Timestamp, after last: OverdueRun?, limit: Int) async throws
    -> [OverdueRun]
  {
    try await page(RunUpkeepStatement.tasksOfCancelled, [.timestamp(moment)], after: last, limit)
  }

  private func page(
    _ statement: Statement, _ values: [SQLValue], after last: OverdueRun?, _ limit: Int
  ) async throws -> [OverdueRun] {
    try await database.run(
      statement, [.timestamp(last?.moment), .uuid(last?.id), .int8(Int64(limit))] + values, on: .bulk
    ).map(OverdueRun.init(row:))
  }
}
