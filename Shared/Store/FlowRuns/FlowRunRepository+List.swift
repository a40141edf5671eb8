public import Models
internal import Postgres
internal import Values

extension FlowRunRepository {
  /// The runs that the filters let through, a page of them.
  public func list(_ filters: EntityFilters, sort: FlowRunSort, page: Page) async throws -> [FlowRun] {
    var query = QueryText("SELECT ")
    query.append(FlowRunColumns.list)
    query.append(" FROM ")
    query.append(FlowRunColumns.joins)
    query.append(" WHERE ")
    filters.flowRunCondition.write(to: &query)
    query.append(" ORDER BY ")
    query.append(sort.order)
    query.append(page)
    let now = clock.now()
    return try await database.run(query.statement, query.values, on: .bulk).map { row in
      var reader = row.reader()
      return try reader.flowRun(at: now)
    }
  }

  /// How many runs the filters let through.
  public func count(_ filters: EntityFilters) async throws -> Int {
    var query = QueryText("SELECT count(*) FROM flow_run r WHERE ")
    filters.flowRunCondition.write(to: &query)
    return try await database.run(query.statement, query.values, on: .bulk).count(column: 0)
  }
}
