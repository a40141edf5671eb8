internal import Models
public import Postgres
public import Values

/// Removes what is older than it is kept (contract §4.10).
///
/// Every method removes one batch in one transaction and says how much that was, so a caller goes on until it is less than
/// asked for. Any number of replicas may do so at once: they pass over what others hold.
public struct VacuumRepository: Sendable {
  private let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// Events with what is kept beside them, of one name or of all.
  public func removeEvents(named name: String? = nil, before moment: Timestamp, limit: Int) async throws -> Int {
    try await count(VacuumStatement.events, [.timestamp(moment), .int8(Int64(limit)), .text(name)])
  }

  /// Resources of events that are gone.
  public func removeEventResources(before moment: Timestamp, limit: Int) async throws -> Int {
    try await count(VacuumStatement.eventResources, [.timestamp(moment), .int8(Int64(limit))])
  }

  /// Runs that nobody called and that ended before a moment, those first that ended first.
  public func flowRuns(endedBefore moment: Timestamp, limit: Int) async throws -> [UUID] {
    try await database.run(
      VacuumStatement.oldFlowRuns, [.timestamp(moment), .int8(Int64(limit))], on: .bulk
    ).map { row in
      var reader = row.reader()
      return try reader.uuid()
    }
  }

  /// What a run may have very many of.
  public enum Belongings: Sendable, CaseIterable {
    case logs, artifacts, taskRuns
  }

  /// Rows that belong to runs, which are to go after them.
  public func removeBelongings(_ kind: Belongings, of runs: [UUID], limit: Int) async throws -> Int {
    let statement =
      switch kind {
      case .logs: VacuumStatement.logsOfRuns
      case .artifacts: VacuumStatement.artifactsOfRuns
      case .taskRuns: VacuumStatement.taskRunsOfRuns
      }
    return try await count(statement, [.uuids(runs), .int8(Int64(limit))])
  }

  /// Of the runs those that still are as `flowRuns` found them, with what belongs to them by now. What they called has
  /// nobody who called it after that.
  public func removeFlowRuns(_ runs: [UUID], endedBefore moment: Timestamp) async throws -> Int {
    try await count(VacuumStatement.flowRuns, [.timestamp(moment), .uuids(runs)])
  }

  /// What a kind of rows says of the run it belongs to.
  public enum Orphans: Sendable, CaseIterable {
    case logs, artifacts
  }

  /// A page of the runs that rows speak of, by id.
  ///
  /// - Returns: Each id, and whether the run is there.
  public func runs(of kind: Orphans, after last: UUID?, limit: Int) async throws -> [(id: UUID, isThere: Bool)] {
    let statement = kind == .logs ? VacuumStatement.runsOfLogs : VacuumStatement.runsOfArtifacts
    return try await database.run(statement, [.uuid(last), .int8(Int64(limit))], on: .bulk).map { row in
      var reader = row.reader()
      return (try reader.uuid(), try reader.bool())
    }
  }

  /// Rows of runs that are not there.
  public func remove(_ kind: Orphans, of runs: [UUID], limit: Int) async throws -> Int {
    try await count(
      kind == .logs ? VacuumStatement.orphanedLogs : VacuumStatement.orphanedArtifacts,
      [.uuids(runs), .int8(Int64(limit))])
  }

  /// Points collections of artifacts whose latest one is gone to the newest that is left, or removes them.
  public func repairCollections(limit: Int) async throws -> Int {
    try await count(VacuumStatement.collections, [.timestamp(clock.now()), .int8(Int64(limit))])
  }

  private func count(_ statement: Statement, _ values: [SQLValue]) async throws -> Int {
    try await database.run(statement, values, on: .bulk).count
  }
}
