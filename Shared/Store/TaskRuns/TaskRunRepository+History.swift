public import Models
internal import Postgres
internal import Values

extension TaskRunRepository {
  /// How many of the task runs that the filters let through were expected in which part of a span, by their states.
  public func history(_ history: RunHistory, _ filters: EntityFilters) async throws -> [RunHistoryPart] {
    guard history.count > 0 else { return [] }
    let query = QueryText.history(
      history, of: "t", from: "task_run t", where: filters.taskRunCondition, at: clock.now())
    return try history.parts(await database.run(query.statement, query.values, on: .bulk))
  }

  /// How many of the task runs that the filters let through are in which kind of state.
  public func countByState(_ filters: EntityFilters) async throws -> [StateType: Int] {
    var query = QueryText("SELECT t.state_type, count(*) FROM task_run t WHERE t.state_type IS NOT NULL AND ")
    filters.taskRunCondition.write(to: &query)
    query.append(" GROUP BY 1")
    var counts: [StateType: Int] = [:]
    for row in try await database.run(query.statement, query.values, on: .bulk) {
      var reader = row.reader()
      counts[try reader.stateType()] = try reader.int()
    }
    return counts
  }
}
