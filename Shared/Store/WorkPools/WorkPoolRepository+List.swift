public import Models
internal import Postgres

extension WorkPoolRepository {
  /// The pools that the filter lets through, by name, a page of them.
  public func list(_ filter: WorkPoolFilter?, page: Page) async throws -> [WorkPool] {
    var query = QueryText("SELECT ")
    query.append(WorkPoolStatement.columns)
    query.append(" FROM work_pool p WHERE ")
    (filter?.condition ?? .always).write(to: &query)
    query.append(" ORDER BY p.name, p.id")
    query.append(page)
    return try await database.run(query.statement, query.values, on: .bulk).map { row in
      var reader = row.reader()
      return try reader.workPool()
    }
  }

  /// How many pools the filter lets through.
  public func count(_ filter: WorkPoolFilter?) async throws -> Int {
    var query = QueryText("SELECT count(*) FROM work_pool p WHERE ")
    (filter?.condition ?? .always).write(to: &query)
    return try await database.run(query.statement, query.values, on: .bulk).count(column: 0)
  }
}
