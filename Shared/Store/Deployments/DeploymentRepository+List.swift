public import Models
internal import Postgres

extension DeploymentRepository {
  /// The deployments that the filters let through, a page of them.
  public func list(_ filters: EntityFilters, sort: DeploymentSort, page: Page) async throws -> [Deployment] {
    var query = QueryText("SELECT ")
    query.append(DeploymentStatement.columns)
    query.append(" FROM ")
    query.append(DeploymentStatement.joins)
    query.append(" WHERE ")
    filters.deploymentCondition.write(to: &query)
    query.append(" ORDER BY ")
    query.append(sort.order)
    query.append(page)
    let found = try await database.run(query.statement, query.values, on: .bulk).map { row in
      var reader = row.reader()
      return try reader.deployment()
    }
    return try await withSchedules(found)
  }

  /// How many deployments the filters let through.
  public func count(_ filters: EntityFilters) async throws -> Int {
    var query = QueryText("SELECT count(*) FROM deployment d WHERE ")
    filters.deploymentCondition.write(to: &query)
    return try await database.run(query.statement, query.values, on: .bulk).count(column: 0)
  }
}

extension EntityFilters {
  /// What a deployment `d` has to satisfy. Filters of flow runs and task runs must hold for one run of it.
  var deploymentCondition: Condition {
    var conditions: [Condition] = []
    if let deployments { conditions.append(deployments.condition) }
    if let flows { conditions.append(.exists("SELECT FROM flow f WHERE f.id = d.flow_id", flows.condition)) }
    if flowRuns != nil || taskRuns != nil {
      var run: [Condition] = []
      if let flowRuns { run.append(flowRuns.condition) }
      if let taskRuns {
        run.append(.exists("SELECT FROM task_run t WHERE t.flow_run_id = r.id", taskRuns.condition))
      }
      conditions.append(.exists("SELECT FROM flow_run r WHERE r.deployment_id = d.id", .all(run)))
    }
    if workPools != nil || workQueues != nil {
      let queue = [workPools?.condition, workQueues?.condition].compactMap { $0 }
      conditions.append(
        .exists(
          "SELECT FROM work_queue q JOIN work_pool p ON p.id = q.work_pool_id WHERE q.id = d.work_queue_id",
          .all(queue)))
    }
    return .combine(conditions, anyOf: false)
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
