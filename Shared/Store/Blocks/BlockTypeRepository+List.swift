public import Models
internal import Postgres

extension BlockTypeRepository {
  /// The types that both filters let through, by name, a page of them.
  ///
  /// - Parameter schemas: Leaves types that have a schema of this kind.
  public func list(_ filter: BlockTypeFilter?, schemas: BlockSchemaFilter?, page: Page) async throws -> [BlockType] {
    var query = QueryText("SELECT ")
    query.append(BlockType.columns)
    query.append(" FROM block_type t WHERE ")
    var conditions: [Condition] = []
    if let filter { conditions.append(filter.condition(name: "t.name", slug: "t.slug")) }
    if let schemas {
      conditions.append(.exists("SELECT FROM block_schema b WHERE b.block_type_id = t.id", schemas.condition))
    }
    Condition.all(conditions).write(to: &query)
    query.append(" ORDER BY t.name, t.id")
    query.append(page)
    return try await database.run(query.statement, query.values, on: .bulk).map(BlockType.init(row:))
  }
}
