public import Models
internal import Postgres

extension WorkPoolRepository {
  /// The pools that the filter lets through, by name, a page of them.
  public func list(_ filter: WorkPoolFilter?, page: Page) async throws -> [WorkPool] {
    let query = QueryText.list(
      WorkPoolStatement.columns, from: "work_pool p", where: filter?.condition ?? .always, order: "p.name, p.id",
      isOfFew: true, page: page)
    return try await database.run(query.statement, query.values, on: .bulk).map { row in
      var reader = row.reader()
      return try reader.workPool()
    }
  }

  /// How many pools the filter lets through.
  public func count(_ filter: WorkPoolFilter?) async throws -> Int {
    let query = QueryText.count(from: "work_pool p", where: filter?.condition ?? .always, isOfFew: true)
    return try await database.run(query.statement, query.values, on: .bulk).count(column: 0)
  }
}
