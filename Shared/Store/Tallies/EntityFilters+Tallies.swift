internal import Models
internal import Values

extension EntityFilters {
  /// What the filters ask of tallies of flow runs; nil if tallies can't tell, or if there is an index that does better. Of
  /// queues their ids must be known.
  var flowRunTallies: TallyCondition? {
    guard taskRuns == nil, deployments == nil, workPools == nil else { return nil }
    var condition = TallyCondition()
    guard condition.keep(by: [flowKeys, workQueueKeys, flowRuns?.tags?.tallyKeys]) else { return nil }
    condition.indexed = flows?.id?.condition(on: "r.flow_id") ?? workQueue("r.work_queue_id") ?? .always
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
    guard condition.keep(by: [flowKeys, flowRuns?.tags?.tallyKeys]) else { return nil }
    if let filter = flowRuns {
      guard filter.tellsTalliesOfTaskRuns else { return nil }
      condition.require(.test("s.in_run", []))
      if let filter = filter.expectedStartTime {
        condition.restrict(filter, first: "s.first_due", last: "s.last_due")
      }
      if let isNull = filter.parentTaskRunID?.isNull {
        condition.require(.is("s.in_subflow", !isNull))
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

  /// By which keys tallies tell what is asked of flows; nil if nothing is.
  private var flowKeys: TallyCondition.Keys? {
    flows.map { $0.idsAlone.map(TallyCondition.Keys.flows) ?? .unknown }
  }

  /// The same of queues.
  private var workQueueKeys: TallyCondition.Keys? {
    workQueues.map { $0.idsAlone.map(TallyCondition.Keys.workQueues) ?? .unknown }
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
    told.tags = tags
    if let parentTaskRunID { told.parentTaskRunID = IdentifierFilter(isNull: parentTaskRunID.isNull) }
    return self == told
  }

  /// The same of tallies of their task runs.
  fileprivate var tellsTalliesOfTaskRuns: Bool {
    var told = FlowRunFilter()
    told.expectedStartTime = expectedStartTime
    told.tags = tags
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

extension TagsFilter {
  /// By which keys tallies tell what the filter asks; nil if it asks nothing. Where runs may have several of the tags, they
  /// would count several times.
  fileprivate var tallyKeys: TallyCondition.Keys? {
    if self == TagsFilter() || self == TagsFilter(all: []) { return nil }
    guard let tag = (all ?? any)?.first, self == TagsFilter(all: [tag]) || self == TagsFilter(any: [tag]),
      tag.unicodeScalars.count <= 100
    else { return .unknown }
    return .tag(tag)
  }
}

extension TallyCondition {
  /// - Parameter choices: By which keys tallies tell what each of some filters asks; nil for one that asks nothing.
  /// - Returns: False if tallies can't tell what all of them ask together.
  fileprivate mutating func keep(by choices: [TallyCondition.Keys?]) -> Bool {
    let asked = choices.compactMap { $0 }
    switch (asked.first, asked.dropFirst().first) {
    case (nil, _): break
    case (.workQueues(let ids), .tag(let tag)): keys = .workQueuesTag(ids, tag)
    case (.unknown, _), (_, .some): return false
    case (let only?, nil): keys = only
    }
    return true
  }

  private static let underWay: Set<StateType> = [.running, .pending, .cancelling, .paused]

  /// Runs that are under way are few, and found by an index of their state.
  ///
  /// - Returns: False if tallies shouldn't tell.
  fileprivate mutating func require(_ filter: StateFilter?) -> Bool {
    guard let filter else { return true }
    guard filter.name == nil else { return false }
    if let any = filter.type?.any, any.allSatisfy(TallyCondition.underWay.contains) { return false }
    require(filter.condition(type: "s.state_type", name: "s.state_name"))
    return true
  }

  fileprivate mutating func expect(_ filter: TimeFilter?) {
    expect(from: filter?.after, until: filter?.before.map { $0 + .microseconds(1) })
  }
}
