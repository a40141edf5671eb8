public import Models
internal import Postgres
internal import Values

extension TaskRunRepository {
  /// The task runs that the filters let through, a page of them.
  public func list(_ filters: EntityFilters, sort: TaskRunSort, page: Page) async throws -> [TaskRun] {
    var query = QueryText("SELECT ")
    query.append(TaskRunColumns.list)
    query.append(" FROM ")
    query.append(TaskRunColumns.joins)
    query.append(" WHERE ")
    filters.taskRunCondition.write(to: &query)
    query.append(" ORDER BY ")
    query.append(sort.order)
    query.append(page)
    let now = clock.now()
    return try await database.run(query.statement, query.values, on: .bulk).map { row in
      var reader = row.reader()
      return try reader.taskRun(at: now)
    }
  }

  /// How many task runs the filters let through.
  public func count(_ filters: EntityFilters) async throws -> Int {
    var query = QueryText("SELECT count(*) FROM task_run t WHERE ")
    filters.taskRunCondition.write(to: &query)
    return try await database.run(query.statement, query.values, on: .bulk).count(column: 0)
  }
}
