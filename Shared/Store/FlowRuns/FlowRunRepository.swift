public import Models
internal import Orchestration
public import Postgres
public import Values

/// Flow runs in the database: made, read, and taken from state to state.
///
/// A transition is optimistic. One statement loads what the rules need, the rules decide, and one statement writes the
/// outcome if the run still is in the state that was decided on; else it is decided again.
public struct FlowRunRepository: Sendable {
  let database: Database
  let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// - Throws: `notFound`.
  public func read(_ id: UUID) async throws -> FlowRun {
    guard let row = try await database.run(FlowRunStatement.read, [.uuid(id)], on: .read).first else {
      throw DomainError.notFound("Flow run not found")
    }
    var reader = row.reader()
    return try reader.flowRun(at: clock.now())
  }

  /// Deletes a run with its states and task runs, then its logs.
  ///
  /// - Throws: `notFound`.
  public func delete(_ id: UUID) async throws {
    guard try await !database.run(FlowRunStatement.delete, [.uuid(id)], on: .key(id)).isEmpty else {
      throw DomainError.notFound("Flow run not found")
    }
    _ = try await database.run(FlowRunStatement.deleteLogs, [.uuid(id)], on: .bulk)
  }
}
