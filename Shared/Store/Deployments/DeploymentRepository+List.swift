public import Models
internal import Postgres
public import Values

extension DeploymentRepository {
  /// The deployments that the filters let through, a page of them.
  public func list(_ filters: EntityFilters, sort: DeploymentSort, page: Page) async throws -> [Deployment] {
    let query = QueryText.list(
      DeploymentStatement.columns, of: "d", from: "deployment d", with: DeploymentStatement.relations,
      where: filters.deploymentCondition, order: sort.order, isOfFew: filters.asksNothingOfRuns, page: page)
    let found = try await database.run(query.statement, query.values, on: .bulk).map { row in
      var reader = row.reader()
      return try reader.deployment()
    }
    return try await withSchedules(found)
  }

  /// Deletes the first deployments that the filter lets through, with their runs that have not begun.
  ///
  /// - Returns: The ids of those that were deleted.
  public func delete(_ filter: DeploymentFilter?, limit: Int) async throws -> [UUID] {
    let query = QueryText.list(
      "d.id", from: "deployment d", where: filter?.condition ?? .always, order: "d.name, d.id",
      page: Page(limit: limit))
    let ids = try await database.run(query.statement, query.values, on: .bulk).map { row in
      var reader = row.reader()
      return try reader.uuid()
    }
    return try await database.transaction { transaction in
      var deleted: [UUID] = []
      // In the order of ids, so that two such transactions wait for each other instead of both.
      for id in ids.sorted() {
        if try await transaction.delete(deployment: id, clock: clock) { deleted.append(id) }
      }
      return deleted
    }
  }

  /// The queues of old whose filters describe runs of a deployment.
  ///
  /// - Throws: `notFound`.
  public func oldQueues(of id: UUID) async throws -> [WorkQueue] {
    let rows = try await database.run(DeploymentStatement.oldQueues, [.uuid(id)], on: .bulk)
    guard !rows.isEmpty else { throw DomainError.notFound("Deployment not found") }
    return try rows.compactMap { row in
      var reader = row.reader()
      guard try reader.bool() else { return nil }
      return try reader.workQueue()
    }
  }

  /// A page of the deployments that the filters let through, and how many there are on all pages.
  public func page(
    _ filters: EntityFilters, sort: DeploymentSort, page: Page
  ) async throws -> (rows: [Deployment], total: Int) {
    try await page.rows(isSearch: filters.deploymentCondition.isSearch) {
      try await list(filters, sort: sort, page: page)
    } count: {
      try await count(filters)
    }
  }

  /// How many deployments the filters let through.
  public func count(_ filters: EntityFilters) async throws -> Int {
    let query = QueryText.count(
      from: "deployment d", where: filters.deploymentCondition, isOfFew: filters.asksNothingOfRuns)
    return try await database.run(query.statement, query.values, on: .bulk).count(column: 0)
  }
}

extension EntityFilters {
  /// What a deployment `d` has to satisfy.
  var deploymentCondition: Condition {
    .all(
      [
        deployments?.condition,
        flows.map { .exists("SELECT FROM flow f WHERE f.id = d.flow_id", $0.condition) },
        anyFlowRun("SELECT FROM flow_run r WHERE r.deployment_id = d.id"),
        workQueue("d.work_queue_id"),
      ].compactMap { $0 })
  }
}

extension DeploymentSort {
  /// Ends in the id, so that pages do not overlap.
  var order: SQLText {
    switch self {
    case .createdDescending: "d.created DESC, d.id"
    case .updatedDescending: "d.updated DESC, d.id"
    case .nameAscending: "d.name, d.id"
    case .nameDescending: "d.name DESC, d.id"
    }
  }
}
