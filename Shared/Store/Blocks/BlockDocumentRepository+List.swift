public import Models
internal import Postgres

/// The filters that a list of block documents takes; nil asks nothing.
public struct BlockDocumentFilters: Sendable, Hashable {
  public var documents: BlockDocumentFilter?
  public var types: BlockTypeFilter?
  public var schemas: BlockSchemaFilter?

  public init(
    documents: BlockDocumentFilter? = nil, types: BlockTypeFilter? = nil, schemas: BlockSchemaFilter? = nil
  ) {
    self.documents = documents
    self.types = types
    self.schemas = schemas
  }

  /// On a block document `d`. Without a filter of documents, anonymous ones are left out.
  var condition: Condition {
    var conditions = [(documents ?? BlockDocumentFilter()).condition]
    if let types {
      conditions.append(
        .exists(
          "SELECT FROM block_type k WHERE k.id = d.block_type_id", types.condition(name: "k.name", slug: "k.slug")))
    }
    if let schemas {
      conditions.append(.exists("SELECT FROM block_schema b WHERE b.id = d.block_schema_id", schemas.condition))
    }
    return .all(conditions)
  }
}

extension BlockDocumentRepository {
  /// The documents that the filters let through, a page of them, and all they hold.
  public func list(
    _ filters: BlockDocumentFilters, sort: BlockDocumentSort, page: Page
  ) async throws -> [StoredBlockDocument] {
    var query = QueryText("WITH RECURSIVE root AS (SELECT d.id, row_number() OVER (ORDER BY ")
    query.append(sort.order)
    query.append(") AS position FROM block_document d WHERE ")
    filters.condition.write(to: &query)
    query.append(" ORDER BY ")
    query.append(sort.order)
    query.append(page)
    query.append(")")
    query.append(BlockDocumentStatement.closure)
    query.append(StoredBlockDocument.columns)
    query.append(", ")
    query.append(BlockType.columns)
    query.append(BlockDocumentStatement.closureSource)
    return try stored(await database.run(query.statement, query.values, on: .bulk))
  }

  /// How many documents the filters let through.
  public func count(_ filters: BlockDocumentFilters) async throws -> Int {
    var query = QueryText("SELECT count(*) FROM block_document d WHERE ")
    filters.condition.write(to: &query)
    return try await database.run(query.statement, query.values, on: .bulk).count(column: 0)
  }
}
