public import Models
internal import Postgres

extension VariableRepository {
  /// The variables that the filter lets through, a page of them.
  public func list(_ filter: VariableFilter?, sort: VariableSort, page: Page) async throws -> [Variable] {
    let query = QueryText.list(
      VariableStatement.columns, from: "variable v", where: filter?.condition ?? .always, order: sort.order, page: page)
    return try await database.run(query.statement, query.values, on: .bulk).map(Variable.init(row:))
  }

  /// How many variables the filter lets through.
  public func count(_ filter: VariableFilter?) async throws -> Int {
    let query = QueryText.count(from: "variable v", where: filter?.condition ?? .always)
    return try await database.run(query.statement, query.values, on: .bulk).count(column: 0)
  }
}
