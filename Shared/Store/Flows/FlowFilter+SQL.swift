internal import Models

extension FlowFilter {
  /// On a flow `f`.
  var condition: Condition {
    .combine(
      [
        id?.condition(on: "f.id"),
        deployment?.isNull.map { isNull in
          isNull
            ? .test("NOT EXISTS (SELECT FROM deployment fd WHERE fd.flow_id = f.id)", [])
            : .test("EXISTS (SELECT FROM deployment fd WHERE fd.flow_id = f.id)", [])
        },
        name?.condition(on: "f.name"),
        tags?.condition(on: "f.tags"),
      ].compactMap { $0 }, anyOf: `operator` == .or)
  }
}

extension EntityFilters {
  /// What a flow `f` has to satisfy. Filters of flow runs, task runs and pools must hold for one run of it.
  var flowCondition: Condition {
    var conditions: [Condition] = []
    if let flows { conditions.append(flows.condition) }
    if flowRuns != nil || taskRuns != nil {
      var run: [Condition] = []
      if let flowRuns { run.append(flowRuns.condition) }
      if let taskRuns {
        run.append(.exists("SELECT FROM task_run t WHERE t.flow_run_id = r.id", taskRuns.condition))
      }
      conditions.append(.exists("SELECT FROM flow_run r WHERE r.flow_id = f.id", .all(run)))
    }
    if deployments != nil || workPools != nil {
      var deployment: [Condition] = []
      if let deployments { deployment.append(deployments.condition) }
      if let workPools {
        deployment.append(
          .exists(
            "SELECT FROM work_queue q JOIN work_pool p ON p.id = q.work_pool_id WHERE q.id = d.work_queue_id",
            workPools.condition))
      }
      conditions.append(.exists("SELECT FROM deployment d WHERE d.flow_id = f.id", .all(deployment)))
    }
    return .combine(conditions, anyOf: false)
  }
}

extension FlowSort {
  var order: SQLText {
    switch self {
    case .createdDescending: "f.created DESC, f.id"
    case .updatedDescending: "f.updated DESC, f.id"
    case .nameAscending: "f.name, f.id"
    case .nameDescending: "f.name DESC, f.id"
    }
  }
}
