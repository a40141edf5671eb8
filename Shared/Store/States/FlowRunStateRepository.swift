public import Models
public import Postgres
public import Values

/// The states of flow runs.
public struct FlowRunStateRepository: Sendable {
  private let database: Database

  public init(database: Database) {
    self.database = database
  }

  /// - Throws: `notFound`.
  public func read(_ id: UUID) async throws -> State {
    guard let row = try await database.run(FlowRunStateStatement.read, [.uuid(id)]).first else {
      throw DomainError.notFound("Flow run state not found")
    }
    var reader = row.reader()
    guard let state = try reader.state() else { throw DomainError.notFound("Flow run state not found") }
    return state
  }

  /// All states of a run, in the order of their times; none for a run that is not there.
  public func list(flowRunID: UUID) async throws -> [State] {
    try await database.run(FlowRunStateStatement.list, [.uuid(flowRunID)]).compactMap { row in
      var reader = row.reader()
      return try reader.state()
    }
  }
}

enum FlowRunStateStatement {
  private static let select = """
    SELECT \(StateColumns.list.text) FROM flow_run_state s LEFT JOIN artifact a ON a.id = s.result_artifact_id
    """

  static let read = Statement("flowRunState.read", "\(select) WHERE s.id = $1", isRepeatable: true)

  static let list = Statement(
    "flowRunState.list", "\(select) WHERE s.flow_run_id = $1 ORDER BY s.timestamp, s.id", isRepeatable: true)
}
