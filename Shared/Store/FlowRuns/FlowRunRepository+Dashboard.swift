public import Models
internal import Postgres
public import Values

extension FlowRunRepository {
  /// The runs that the filters let through, as points of a chart, a page of them.
  public func points(_ filters: EntityFilters, sort: FlowRunSort, page: Page) async throws -> [FlowRunPoint] {
    let filters = try await filters.knowingQueues(from: database)
    let condition = try await searchKeys.add(to: filters.flowRunCondition)
    let query = QueryText.list(
      "r.id, r.state_type, r.start_time, r.expected_start_time, r.total_run_time, r.state_timestamp",
      from: "flow_run r", where: condition, order: sort.order,
      indexed: sort.index, page: page)
    let now = clock.now()
    return try await database.run(query.statement, query.values, on: .bulk).map { row in
      var reader = row.reader()
      let id = try reader.uuid()
      let type = try reader.optionalStateType()
      let start = try reader.optionalTimestamp()
      let expected = try reader.optionalTimestamp()
      return FlowRunPoint(
        id: id, stateType: type, timestamp: start ?? expected,
        duration: RunEstimates.runTime(
          total: try reader.interval(), type: type, since: try reader.optionalTimestamp(), at: now),
        lateness: RunEstimates.startDelta(expected: expected, start: start, type: type, at: now))
    }
  }

  /// The run that each of some flows will have next; a flow without one is left out.
  public func next(of flows: [UUID]) async throws -> [UUID: NextFlowRun] {
    var runs: [UUID: NextFlowRun] = [:]
    for row in try await database.run(DashboardStatement.nextRuns, [.uuids(flows)], on: .bulk) {
      var reader = row.reader()
      let run = NextFlowRun(
        id: try reader.uuid(), flowID: try reader.uuid(), name: try reader.text(), stateName: try reader.optionalText(),
        stateType: try reader.optionalStateType(), nextScheduledStartTime: try reader.optionalTimestamp())
      runs[run.flowID] = run
    }
    return runs
  }
}
