public import Models
internal import Postgres
internal import Values

extension FlowRunRepository {
  /// The runs that the filters let through, a page of them.
  public func list(_ filters: EntityFilters, sort: FlowRunSort, page: Page) async throws -> [FlowRun] {
    let filters = try await filters.knowingQueues(from: database)
    if let index = sort.index, let (queues, condition) = filters.queuesOfRuns(by: index), 0...10_000 ~= page.offset {
      return try await runs(
        sort.list.rows(each: "r.work_queue_id", queues, where: condition, page: page, in: database))
    }
    let condition = try await searchKeys.add(to: filters.flowRunCondition)
    return try await runs(sort.list.rows(where: condition, page: page, in: database))
  }

  private func runs(_ rows: Rows) throws -> [FlowRun] {
    let now = clock.now()
    return try rows.map { row in
      var reader = row.reader()
      return try reader.flowRun(at: now)
    }
  }

  /// A page of the runs that the filters let through, and how many there are on all pages.
  public func page(
    _ filters: EntityFilters, sort: FlowRunSort, page: Page
  ) async throws -> (rows: [FlowRun], total: Int) {
    let filters = try await filters.knowingQueues(from: database)
    let condition = filters.flowRunCondition
    guard try await searchKeys.findSome(by: condition) else {
      return try await page.rows(isSearch: condition.isSearch) {
        try await list(filters, sort: sort, page: page)
      } count: {
        try await count(filters)
      }
    }
    let found = try await sort.list.found(
      where: searchKeys.add(to: filters.flowRunConditionByDays), page: page, in: database)
    return (try runs(found.rows), found.total)
  }

  /// How many runs the filters let through.
  public func count(_ filters: EntityFilters) async throws -> Int {
    let filters = try await filters.knowingQueues(from: database)
    var condition = filters.flowRunCondition
    if try await searchKeys.findSome(by: condition) { condition = filters.flowRunConditionByDays }
    condition = try await searchKeys.add(to: condition)
    return try await tallies.ask(.flowRuns, by: filters.flowRunTallies, at: clock.now()) {
      .count(.flowRuns, where: condition, tallies: $0)
    } otherwise: {
      .count(from: "flow_run r", where: condition)
    }.count(column: 0)
  }
}

extension EntityFilters {
  /// The queues of which all flow runs are asked for, within a span of time at most by which an index has them, and the condition
  /// of that; nil if more is asked, or if the queues are many.
  fileprivate func queuesOfRuns(by order: IndexedOrder) -> ([UUID], Condition)? {
    var asked = EntityFilters()
    asked.workQueues = workQueues
    asked.flowRuns = flowRuns
    var span = FlowRunFilter()
    switch order {
    case .expected: span.expectedStartTime = flowRuns?.expectedStartTime
    case .started: span.startTime = flowRuns?.startTime
    }
    guard self == asked, let queues = workQueues?.idsAlone, queues.count <= 20, flowRuns == nil || flowRuns == span
    else {
      return nil
    }
    return (Set(queues).sorted(), span.condition)
  }
}
