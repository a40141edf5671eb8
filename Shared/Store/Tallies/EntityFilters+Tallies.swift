internal import Models
internal import Values

extension EntityFilters {
  /// What the filters ask of tallies of flow runs; nil if tallies can't tell, or if there is an index that does better.
  var flowRunTallies: TallyCondition? {
    guard taskRuns == nil, deployments == nil, workPools == nil, workQueues == nil else { return nil }
    var condition = TallyCondition()
    guard condition.require(flows: flows) else { return nil }
    if let ids = flows?.id { condition.indexed = ids.condition(on: "r.flow_id") }
    guard let filter = flowRuns else { return condition }
    guard filter.tellsTallies, condition.require(filter.state) else { return nil }
    condition.expect(filter.expectedStartTime)
    if let filter = filter.startTime {
      condition.restrict(filter, first: "s.first_start", last: "s.last_start")
      if let isNull = filter.isNull { condition.require(.is("s.started", !isNull)) }
    }
    if let isNull = filter.parentTaskRunID?.isNull {
      condition.require(.is("s.nested", !isNull))
    }
    return condition
  }

  /// The same for task runs.
  var taskRunTallies: TallyCondition? {
    guard deployments == nil, workPools == nil, workQueues == nil else { return nil }
    var condition = TallyCondition()
    guard condition.require(flows: flows) else { return nil }
    if let filter = flowRuns {
      var times = FlowRunFilter()
      times.expectedStartTime = filter.expectedStartTime
      guard filter == times else { return nil }
      condition.require(.test("s.in_run", []))
      if let filter = filter.expectedStartTime {
        condition.restrict(filter, first: "s.first_due", last: "s.last_due")
      }
    }
    guard let filter = taskRuns else { return condition }
    guard filter.tellsTallies, condition.require(filter.state) else { return nil }
    condition.expect(filter.expectedStartTime)
    if let filter = filter.startTime {
      condition.restrict(filter, first: "s.first_start", last: "s.last_start")
      if let isNull = filter.isNull { condition.require(.is("s.started", !isNull)) }
    }
    if let exists = filter.subflowRuns?.value {
      condition.require(.is("s.nested", exists))
    }
    return condition
  }
}

extension Condition {
  /// - Parameter flag: A column that is never NULL.
  fileprivate static func `is`(_ flag: SQLText, _ wanted: Bool) -> Condition {
    wanted ? .test(flag, []) : .not(.test(flag, []))
  }
}

extension FlowRunFilter {
  /// Whether it asks for nothing but what is told of tallies.
  fileprivate var tellsTallies: Bool {
    var told = FlowRunFilter()
    told.state = state
    told.startTime = startTime
    told.expectedStartTime = expectedStartTime
    if let parentTaskRunID { told.parentTaskRunID = IdentifierFilter(isNull: parentTaskRunID.isNull) }
    return self == told
  }
}

extension TaskRunFilter {
  /// Whether it asks for nothing but what is told of tallies.
  fileprivate var tellsTallies: Bool {
    var told = TaskRunFilter()
    told.state = state
    told.startTime = startTime
    told.expectedStartTime = expectedStartTime
    told.subflowRuns = subflowRuns
    return self == told
  }
}

extension TallyCondition {
  /// - Returns: False if tallies can't tell.
  fileprivate mutating func require(flows filter: FlowFilter?) -> Bool {
    guard let filter else {
      require(.is("s.of_flow", false))
      return true
    }
    guard let (ids, rest) = filter.idsApart, rest == FlowFilter(), ids == IdentifierFilter(any: ids.any) else {
      return false
    }
    require(.is("s.of_flow", true))
    require(ids.condition(on: "s.flow_id"))
    return true
  }

  /// Runs that have not ended are few, and found by an index of their state.
  ///
  /// - Returns: False if tallies shouldn't tell.
  fileprivate mutating func require(_ filter: StateFilter?) -> Bool {
    guard let filter else { return true }
    guard filter.name == nil else { return false }
    if let any = filter.type?.any, !any.contains(where: \.isFinal) { return false }
    require(filter.condition(type: "s.state_type", name: "s.state_name"))
    return true
  }

  fileprivate mutating func expect(_ filter: TimeFilter?) {
    expect(from: filter?.after, until: filter?.before.map { $0 + .microseconds(1) })
  }
}
