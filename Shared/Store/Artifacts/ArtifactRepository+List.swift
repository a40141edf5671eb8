public import Models
internal import Postgres

extension ArtifactRepository {
  /// The artifacts that the filters let through, a page of them.
  public func list(
    _ filter: ArtifactFilter?, of runs: EntityFilters, sort: ArtifactSort, page: Page
  ) async throws -> [Artifact] {
    let query = QueryText.list(
      ArtifactStatement.columns, from: "artifact a", where: ArtifactRepository.condition(filter, of: runs),
      order: sort.order(on: "a"), page: page)
    return try await database.run(query.statement, query.values, on: .bulk).map(Artifact.init(row:))
  }

  /// How many artifacts the filters let through.
  public func count(_ filter: ArtifactFilter?, of runs: EntityFilters) async throws -> Int {
    let query = QueryText.count(from: "artifact a", where: ArtifactRepository.condition(filter, of: runs))
    return try await database.run(query.statement, query.values, on: .bulk).count(column: 0)
  }

  /// The collections that the filters let through, a page of them.
  public func listCollections(
    _ filter: ArtifactFilter?, of runs: EntityFilters, sort: ArtifactSort, page: Page
  ) async throws -> [ArtifactCollection] {
    let query = QueryText.list(
      ArtifactStatement.collectionColumns, from: "artifact_collection c",
      where: ArtifactRepository.collectionCondition(filter, of: runs), order: sort.order(on: "c"), page: page)
    return try await database.run(query.statement, query.values, on: .bulk).map(ArtifactCollection.init(row:))
  }

  /// How many collections the filters let through.
  public func countCollections(_ filter: ArtifactFilter?, of runs: EntityFilters) async throws -> Int {
    let query = QueryText.count(
      from: "artifact_collection c", where: ArtifactRepository.collectionCondition(filter, of: runs))
    return try await database.run(query.statement, query.values, on: .bulk).count(column: 0)
  }

  private static func condition(_ filter: ArtifactFilter?, of runs: EntityFilters) -> Condition {
    .all(
      [filter?.condition(on: "a", id: "a.id"), runs.flowRun("a.flow_run_id"), runs.taskRun("a.task_run_id")]
        .compactMap { $0 })
  }

  private static func collectionCondition(_ filter: ArtifactFilter?, of runs: EntityFilters) -> Condition {
    .all(
      [filter?.condition(on: "c", id: "c.latest_id"), runs.flowRun("c.flow_run_id"), runs.taskRun("c.task_run_id")]
        .compactMap { $0 })
  }
}

extension ArtifactFilter {
  fileprivate func condition(on table: SQLText, id identifier: SQLText) -> Condition {
    .combine(
      [
        id?.condition(on: identifier, as: .key),
        key?.condition(on: table + ".key"),
        flowRunID?.condition(on: table + ".flow_run_id", as: .key),
        taskRunID?.condition(on: table + ".task_run_id", as: .key),
        type?.condition(on: table + ".type"),
      ].compactMap { $0 }, anyOf: `operator` == .or)
  }
}

extension ArtifactSort {
  /// Ends in the id, so that pages do not overlap.
  fileprivate func order(on table: SQLText) -> SQLText {
    switch self {
    case .createdDescending: table + ".created DESC, " + table + ".id"
    case .updatedDescending: table + ".updated DESC, " + table + ".id"
    case .idDescending: table + ".id DESC"
    case .keyDescending: table + ".key DESC, " + table + ".id"
    case .keyAscending: table + ".key, " + table + ".id"
    }
  }
}
