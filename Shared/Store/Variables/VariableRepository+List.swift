public import Models
internal import Postgres

extension VariableRepository {
  /// The variables that the filter lets through, a page of them.
  public func list(_ filter: VariableFilter?, sort: VariableSort, page: Page) async throws -> [Variable] {
    var query = QueryText("SELECT ")
    query.append(VariableStatement.columns)
    query.append(" FROM variable v WHERE ")
    (filter?.condition ?? .always).write(to: &query)
    query.append(" ORDER BY ")
    query.append(sort.order)
    query.append(page)
    return try await database.run(query.statement, query.values, on: .bulk).map(Variable.init(row:))
  }

  /// How many variables the filter lets through.
  public func count(_ filter: VariableFilter?) async throws -> Int {
    var query = QueryText("SELECT count(*) FROM variable v WHERE ")
    (filter?.condition ?? .always).write(to: &query)
    return try await database.run(query.statement, query.values, on: .bulk).count(column: 0)
  }
}
