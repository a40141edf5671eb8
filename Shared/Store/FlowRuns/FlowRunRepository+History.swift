public import Models
internal import Postgres
internal import Values

extension FlowRunRepository {
  /// How many of the runs that the filters let through were expected in which part of a span, by their states.
  public func history(_ history: RunHistory, _ filters: EntityFilters) async throws -> [RunHistoryPart] {
    guard history.count > 0 else { return [] }
    let (condition, now) = (filters.flowRunCondition, clock.now())
    let query =
      filters.flowRunTallies.map { .history(history, of: .flowRuns, where: condition, tallies: $0, at: now) }
      ?? QueryText.history(history, of: "r", from: "flow_run r", where: condition, at: now)
    return try history.parts(await database.run(query.statement, query.values, on: .bulk))
  }

  /// By how many seconds the runs are late on average that the filters let through; nil without any.
  public func lateness(_ filters: EntityFilters) async throws -> Double? {
    let now = SQLValue.timestamp(clock.now())
    var query = QueryText(
      "SELECT extract(epoch FROM avg(" + RunEstimateText.startDelta("r") + "))::float8 FROM flow_run r WHERE ",
      [now])
    filters.flowRunCondition.write(to: &query)
    guard let row = try await database.run(query.statement, query.values, on: .bulk).first else { return nil }
    var reader = row.reader()
    return try reader.optionalDouble()
  }
}
