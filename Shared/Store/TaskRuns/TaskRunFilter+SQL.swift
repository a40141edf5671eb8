internal import Models

extension TaskRunFilter {
  /// On a task run `t`.
  var condition: Condition {
    .combine(
      [
        id?.condition(on: "t.id", as: .key),
        name?.condition(on: "t.name"),
        tags?.condition(on: "t.tags"),
        state?.condition(type: "t.state_type", name: "t.state_name"),
        startTime?.condition(on: "t.start_time"),
        endTime?.condition(on: "t.end_time"),
        expectedStartTime?.condition(on: "t.expected_start_time"),
        subflowRuns?.value.map { wanted in
          let exists = Condition.exists("SELECT FROM flow_run sub WHERE sub.parent_task_run_id = t.id", .always)
          return wanted ? exists : .not(exists)
        },
        flowRunID?.taskRunCondition,
      ].compactMap { $0 }, anyOf: `operator` == .or)
  }
}

extension IdentifierFilter {
  /// The flow run of a task run `t`: a list rules out `is_null_: false`, which is the default, and loses to `true`.
  fileprivate var taskRunCondition: Condition {
    if isNull == true { return .isNull("t.flow_run_id", true) }
    if let any { return IdentifierFilter(any: any).condition(on: "t.flow_run_id", as: .key) }
    return isNull == false ? .isNull("t.flow_run_id", false) : .always
  }
}

extension EntityFilters {
  /// What a task run `t` has to satisfy.
  var taskRunCondition: Condition {
    .all([taskRuns?.condition, ownerCondition].compactMap { $0 })
  }

  /// A task run's flow run is there as long as it is: nothing has to be looked up of which nothing is asked.
  private var ownerCondition: Condition? {
    guard flowRuns == FlowRunFilter(), flows == nil, deployments == nil, workPools == nil, workQueues == nil else {
      return flowRun("t.flow_run_id")
    }
    return .isNull("t.flow_run_id", false)
  }
}

extension TaskRunSort {
  /// A list in this order.
  var list: JoinedList {
    JoinedList(
      columns: TaskRunColumns.list, row: "t", source: TaskRunColumns.table, relations: TaskRunColumns.relations,
      ordering: """
        t.name, t.expected_start_time, t.next_scheduled_start_time, t.end_time, t.total_run_time, t.state_type,
        t.state_timestamp
        """,
      order: order)
  }

  /// Ends in the id, so that pages do not overlap.
  var order: SQLText {
    switch self {
    case .idDescending: "t.id DESC"
    case .expectedStartTimeAscending: "t.expected_start_time, t.id"
    case .expectedStartTimeDescending: "t.expected_start_time DESC, t.id"
    case .nameAscending: "t.name, t.id"
    case .nameDescending: "t.name DESC, t.id"
    case .nextScheduledStartTimeAscending: "t.next_scheduled_start_time, t.id"
    case .endTimeDescending: "t.end_time DESC, t.id"
    case .durationDescending: TaskRunSort.duration + " DESC, t.expected_start_time DESC, t.id DESC"
    case .durationAscending: TaskRunSort.duration + ", t.expected_start_time DESC, t.id DESC"
    }
  }

  /// How long a task run has run so far, as `RunEstimates.runTime` has it.
  private static let duration: SQLText = """
    (t.total_run_time + CASE WHEN t.state_type = 'RUNNING' THEN now() - t.state_timestamp ELSE '0' END)
    """
}
