internal import Models
internal import Postgres

enum BlockSchemaStatement {
  /// What follows a query `root (id, position)`: those schemas and all they refer to, each once.
  static let closure: SQLText = """
    , tree AS (
      SELECT root.id FROM root
      UNION
      SELECT r.reference_block_schema_id FROM tree
      JOIN block_schema_reference r ON r.parent_block_schema_id = tree.id
    )
    SELECT (SELECT root.position FROM root WHERE root.id = s.id LIMIT 1),
    """

  static let closureSource: SQLText = """
     FROM tree JOIN block_schema s ON s.id = tree.id JOIN block_type t ON t.id = s.block_type_id
    """

  private static func reading(_ root: StaticString) -> String {
    "WITH RECURSIVE root AS (\(root))\(closure.text) \(StoredBlockSchema.columns.text), \(BlockType.columns.text)\(closureSource.text)"
  }

  static let readByIDs = Statement(
    "blockSchema.readByIDs",
    reading("SELECT w.id, w.position FROM unnest($1::uuid[]) WITH ORDINALITY AS w(id, position)"), isRepeatable: true)

  /// The newest schema of a checksum, of one version or of any.
  static let readByChecksum = Statement(
    "blockSchema.readByChecksum",
    reading(
      """
      SELECT b.id, 1::bigint AS position FROM block_schema b
      WHERE b.checksum = $1 AND ($2::text IS NULL OR b.version = $2) ORDER BY b.created DESC, b.id LIMIT 1
      """), isRepeatable: true)

  /// The newest schema of each checksum: checksum, type's slug, id.
  static let findByChecksums = Statement(
    "blockSchema.findByChecksums",
    """
    SELECT DISTINCT ON (s.checksum, t.slug) s.checksum, t.slug, s.id
    FROM block_schema s JOIN block_type t ON t.id = s.block_type_id
    WHERE s.checksum = ANY ($1) ORDER BY s.checksum, t.slug, s.created DESC, s.id
    """, isRepeatable: true)

  /// Answers the id and whether it is new. No row at all means that another transaction has just made it.
  static let insert = Statement(
    "blockSchema.insert",
    """
    WITH change AS (
      INSERT INTO block_schema (id, created, updated, fields, checksum, block_type_id, capabilities, version)
      VALUES ($1, $2, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (checksum, version) DO NOTHING
      RETURNING id
    ), reference AS (
      INSERT INTO block_schema_reference (id, created, updated, name, parent_block_schema_id, reference_block_schema_id)
      SELECT r.id, $2 + r.place * interval '1 microsecond', $2, r.name, $1, r.schema
      FROM unnest($8::uuid[], $9::text[], $10::uuid[]) WITH ORDINALITY AS r(id, name, schema, place)
      WHERE EXISTS (SELECT FROM change)
    )
    SELECT id, true FROM change
    UNION ALL
    SELECT s.id, false FROM block_schema s
    WHERE s.checksum = $4 AND s.version = $7 AND NOT EXISTS (SELECT FROM change)
    """, isRepeatable: true)

  static let delete = Statement("blockSchema.delete", "DELETE FROM block_schema WHERE id = $1", isRepeatable: true)

  static let capabilities = Statement(
    "blockSchema.capabilities",
    """
    SELECT DISTINCT c.capability FROM block_schema s
    CROSS JOIN LATERAL jsonb_array_elements_text(\(SQLText.array("s.capabilities").text)) AS c(capability)
    """, isRepeatable: true)

  /// Checksum and version of all schemas.
  static let known = Statement(
    "blockSchema.known", "SELECT s.checksum, s.version FROM block_schema s", isRepeatable: true)
}
