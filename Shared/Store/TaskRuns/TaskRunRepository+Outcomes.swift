public import Models
internal import Postgres
internal import Values

extension TaskRunRepository {
  /// How the task runs ended that the filters let through, by when they began. Those that go on do not count, whatever
  /// the filter of task runs says of states.
  ///
  /// - Throws: `unprocessable` where the filter does not say since when.
  public func outcomes(_ filters: EntityFilters) async throws -> [OutcomeCount] {
    guard let start = filters.taskRuns?.startTime?.after else {
      throw DomainError.unprocessable("task_runs.start_time.after_ is required")
    }
    var counts = [OutcomeCount](repeating: OutcomeCount(), count: OutcomeHistory.partCount)
    let end = filters.taskRuns?.startTime?.before ?? clock.now()
    guard let history = OutcomeHistory(from: start, to: end) else { return counts }
    var filters = filters
    filters.taskRuns?.state = StateFilter(type: StateTypeFilter(any: StateType.allCases.filter(\.isFinal)))
    var query = QueryText(
      "SELECT floor(extract(epoch FROM t.start_time - $::timestamptz) * 1000000 * $::int8 / $::int8)::int8 AS part, ",
      [.timestamp(history.start), .int8(Int64(OutcomeHistory.partCount)), .int8(history.length)])
    query.append(
      """
      count(*) FILTER (WHERE t.state_type NOT IN ('FAILED', 'CRASHED')),
        count(*) FILTER (WHERE t.state_type IN ('FAILED', 'CRASHED'))
      FROM task_run t WHERE t.start_time IS NOT NULL
      """)
    query.append(" AND ")
    filters.taskRunCondition.write(to: &query)
    query.append(" GROUP BY 1")
    for row in try await database.run(query.statement, query.values, on: .bulk) {
      var reader = row.reader()
      let part = try reader.int()
      guard counts.indices.contains(part) else { continue }
      counts[part] = OutcomeCount(completed: try reader.int(), failed: try reader.int())
    }
    return counts
  }
}
