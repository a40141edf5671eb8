internal import Models
internal import Postgres

enum BlockDocumentStatement {
  /// What follows a query `root (id, position)`: those documents and all they hold, each once.
  static let closure: SQLText = """
    , tree AS (
      SELECT root.id FROM root
      UNION
      SELECT r.reference_block_document_id FROM tree
      JOIN block_document_reference r ON r.parent_block_document_id = tree.id
    )
    SELECT (SELECT root.position FROM root WHERE root.id = d.id LIMIT 1),
    """

  static let closureSource: SQLText = """
     FROM tree JOIN block_document d ON d.id = tree.id JOIN block_type t ON t.id = d.block_type_id
    """

  private static func reading(_ root: StaticString) -> String {
    "WITH RECURSIVE root AS (\(root))\(closure.text) \(StoredBlockDocument.columns.text), \(BlockType.columns.text)\(closureSource.text)"
  }

  static let readByIDs = Statement(
    "blockDocument.readByIDs",
    reading("SELECT w.id, w.position FROM unnest($1::uuid[]) WITH ORDINALITY AS w(id, position)"), isRepeatable: true)

  static let readByName = Statement(
    "blockDocument.readByName",
    reading(
      """
      SELECT b.id, 1::bigint AS position FROM block_document b JOIN block_type k ON k.id = b.block_type_id
      WHERE k.slug = $1 AND b.name = $2
      """), isRepeatable: true)

  /// The rows behind `change`, for the documents it holds: three arrays from `first` on.
  private static func references(from first: Int) -> String {
    """
    , reference AS (
      INSERT INTO block_document_reference (id, created, updated, name, parent_block_document_id,
        reference_block_document_id)
      SELECT r.id, $2 + r.place * interval '1 microsecond', $2, r.name, $1, r.document
      FROM unnest($\(first)::uuid[], $\(first + 1)::text[], $\(first + 2)::uuid[])
        WITH ORDINALITY AS r(id, name, document, place)
      WHERE EXISTS (SELECT FROM change)
    )
    """
  }

  /// No row when the type has a document of that name.
  static let insert = Statement(
    "blockDocument.insert",
    """
    WITH change AS (
      INSERT INTO block_document (id, created, updated, name, data, block_schema_id, block_type_id, block_type_name,
        is_anonymous)
      VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (block_type_id, name) DO NOTHING
      RETURNING id
    )\(references(from: 9))\(EventWrite.branches(after: 11))
    SELECT id FROM change
    """)

  /// Writes a row that nobody changed since it was read; what it held before and does not hold now is let go.
  static let update = Statement(
    "blockDocument.update",
    """
    WITH change AS (
      UPDATE block_document SET updated = $2, data = $4, block_schema_id = $5 WHERE id = $1 AND updated = $3
      RETURNING id
    ), released AS (
      DELETE FROM block_document_reference WHERE parent_block_document_id = $1 AND EXISTS (SELECT FROM change)
    )\(references(from: 6))\(EventWrite.branches(after: 8))
    SELECT id FROM change
    """)

  /// Also takes the document away as the server's default for results.
  static let delete = Statement(
    "blockDocument.delete",
    """
    WITH change AS (
      DELETE FROM block_document WHERE id = $1 AND updated = $2 RETURNING id
    ), default_storage AS (
      DELETE FROM configuration
      WHERE key = 'server-default-result-storage' AND value ->> 'default_result_storage_block_id' = $1::text
        AND EXISTS (SELECT FROM change)
    )\(EventWrite.branches(after: 2))
    SELECT id FROM change
    """)

  /// Which document holds which, from some documents on: holder and held.
  static let holdings = Statement(
    "blockDocument.holdings",
    """
    WITH RECURSIVE tree AS (
      SELECT w.id FROM unnest($1::uuid[]) AS w(id)
      UNION
      SELECT r.reference_block_document_id FROM tree
      JOIN block_document_reference r ON r.parent_block_document_id = tree.id
    )
    SELECT r.parent_block_document_id, r.reference_block_document_id
    FROM tree JOIN block_document_reference r ON r.parent_block_document_id = tree.id
    """, isRepeatable: true)

  static let tokens = Statement(
    "blockDocument.tokens",
    "SELECT d.id, d.data #>> '{}' FROM block_document d WHERE d.id > $1 ORDER BY d.id LIMIT $2", isRepeatable: true)

  static let replaceToken = Statement(
    "blockDocument.replaceToken", "UPDATE block_document SET data = $3 WHERE id = $1 AND data = $2")
}
