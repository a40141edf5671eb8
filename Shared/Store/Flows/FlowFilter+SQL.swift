internal import Models

extension FlowFilter {
  /// On a flow `f`.
  var condition: Condition {
    .combine(
      [
        id?.condition(on: "f.id", as: .key),
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
  /// What a flow `f` has to satisfy. Filters of deployments and pools must hold for one deployment of it.
  var flowCondition: Condition {
    let deployment = [deployments?.condition, workQueue("d.work_queue_id")].compactMap { $0 }
    return .all(
      [
        flows?.condition,
        anyFlowRun("SELECT FROM flow_run r WHERE r.flow_id = f.id"),
        deployment.isEmpty ? nil : .exists("SELECT FROM deployment d WHERE d.flow_id = f.id", .all(deployment)),
      ].compactMap { $0 })
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
