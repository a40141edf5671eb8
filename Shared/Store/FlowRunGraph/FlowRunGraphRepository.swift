internal import JSON
public import Models
public import Postgres
public import Values

/// Graphs of flow runs, made of what the database holds of them.
public struct FlowRunGraphRepository: Sendable {
  private let database: Database
  private let taskRuns: TaskRunRepository
  private let states: FlowRunStateRepository
  private let maximumNodes: Int
  private let maximumArtifacts: Int

  /// - Parameters:
  ///   - maximumNodes: Of how many nodes a graph may be.
  ///   - maximumArtifacts: How many artifacts are shown in one.
  public init(database: Database, maximumNodes: Int, maximumArtifacts: Int) {
    self.database = database
    self.maximumNodes = maximumNodes
    self.maximumArtifacts = maximumArtifacts
    taskRuns = TaskRunRepository(database: database)
    states = FlowRunStateRepository(database: database)
  }

  /// The graph of a run, with the nodes that had not ended at a moment.
  ///
  /// - Throws: `objectNotFound`; `badRequest` for a graph of too many nodes.
  public func read(_ id: UUID, since: Timestamp) async throws -> FlowRunGraph {
    guard let row = try await database.run(FlowRunGraphStatement.run, [.uuid(id)], on: .read).first else {
      throw DomainError.objectNotFound("Flow run \(id) not found")
    }
    var reader = row.reader()
    var graph = FlowRunGraph(startTime: try reader.optionalTimestamp(), endTime: try reader.optionalTimestamp())
    graph.nodes = try await nodes(of: id, since: since)
    let artifacts = try await artifacts(of: id)
    graph.artifacts = artifacts[nil] ?? []
    for index in graph.nodes.indices { graph.nodes[index].artifacts = artifacts[graph.nodes[index].id] ?? [] }
    graph.states = try await states.list(flowRunID: id)
    return graph
  }

  private func nodes(of id: UUID, since: Timestamp) async throws -> [FlowRunGraphNode] {
    let rows = try await database.run(
      FlowRunGraphStatement.nodes, [.uuid(id), .timestamp(since), .int8(Int64(maximumNodes) + 1)], on: .bulk)
    guard rows.count <= maximumNodes else { throw tooLarge(id) }
    return try rows.map { row in
      var reader = row.reader()
      var node = FlowRunGraphNode(
        kind: try reader.bool() ? .flowRun : .taskRun, id: try reader.uuid(), label: try reader.text(),
        stateType: try reader.optionalStateType(), startTime: try reader.timestamp(),
        endTime: try reader.optionalTimestamp())
      node.parents = try reader.uuidsIfPresent() ?? []
      node.children = try reader.uuidsIfPresent() ?? []
      node.encapsulating = try reader.uuidsIfPresent() ?? []
      return node
    }
  }

  /// By the task runs that made them.
  private func artifacts(of id: UUID) async throws -> [UUID?: [FlowRunGraphArtifact]] {
    var found: [UUID?: [FlowRunGraphArtifact]] = [:]
    let rows = try await database.run(
      FlowRunGraphStatement.artifacts, [.uuid(id), .int8(Int64(maximumArtifacts))], on: .bulk)
    for row in rows {
      var reader = row.reader()
      let taskRun = try reader.optionalUUID()
      found[taskRun, default: []].append(
        FlowRunGraphArtifact(
          id: try reader.uuid(), created: try reader.timestamp(), key: try reader.optionalText(),
          type: try reader.optionalText(), isLatest: try reader.bool(), data: try reader.optionalRawJSON().present))
    }
    return found
  }

  /// The task runs of a run and whose results they took.
  ///
  /// - Throws: `objectNotFound`; `badRequest` for too many task runs.
  public func dependencies(of id: UUID) async throws -> [TaskRunDependency] {
    guard try await !database.run(FlowRunGraphStatement.run, [.uuid(id)], on: .read).isEmpty else {
      throw DomainError.objectNotFound("Flow run with id \(id) not found")
    }
    var filters = EntityFilters()
    filters.flowRuns = FlowRunFilter()
    filters.flowRuns?.id = IdentifierFilter(any: [id])
    let runs = try await taskRuns.list(filters, sort: .idDescending, page: Page(limit: maximumNodes + 1))
    guard runs.count <= maximumNodes else { throw tooLarge(id) }
    return runs.map(TaskRunDependency.init)
  }

  private func tooLarge(_ id: UUID) -> DomainError {
    .badRequest("The graph of flow run \(id) has more than \(maximumNodes) nodes.")
  }
}
