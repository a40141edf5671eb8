public import Models
internal import Postgres

extension BlockSchemaRepository {
  /// The schemas that the filter lets through, the newest first, a page of them.
  public func list(_ filter: BlockSchemaFilter?, page: Page) async throws -> [BlockSchema] {
    var query = QueryText(
      "WITH RECURSIVE root AS (SELECT b.id, row_number() OVER (ORDER BY b.created DESC, b.id) AS position")
    query.append(" FROM block_schema b WHERE ")
    (filter?.condition ?? .always).write(to: &query)
    query.append(" ORDER BY b.created DESC, b.id")
    query.append(page)
    query.append(")")
    query.append(BlockSchemaStatement.closure)
    query.append(StoredBlockSchema.columns)
    query.append(", ")
    query.append(BlockType.columns)
    query.append(BlockSchemaStatement.closureSource)
    return try assemble(await database.run(query.statement, query.values, on: .bulk))
  }
}
