internal import Models
internal import Postgres

enum BlockTypeStatement {
  /// Answers the older row of the same name where there is one, as the reference does (contract §7.10), and no row
  /// when the slug is taken.
  static let insert = Statement(
    "blockType.insert",
    """
    WITH change AS (
      INSERT INTO block_type (id, created, updated, name, slug, logo_url, documentation_url, description, code_example)
      VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (slug) DO NOTHING
      RETURNING id, created, updated, name, slug, logo_url, documentation_url, description, code_example, is_protected
    )\(EventWrite.branches(after: 8))
    (SELECT \(BlockType.columns.text) FROM block_type t
      WHERE t.name = $3 AND EXISTS (SELECT FROM change) ORDER BY t.created, t.id LIMIT 1)
    UNION ALL SELECT \(BlockType.columns.text) FROM change t
    """)

  static let readByID = Statement(
    "blockType.readByID", "SELECT \(BlockType.columns.text) FROM block_type t WHERE t.id = $1", isRepeatable: true)

  static let readBySlug = Statement(
    "blockType.readBySlug", "SELECT \(BlockType.columns.text) FROM block_type t WHERE t.slug = $1", isRepeatable: true)

  static let readBySlugs = Statement(
    "blockType.readBySlugs", "SELECT \(BlockType.columns.text) FROM block_type t WHERE t.slug = ANY ($1)",
    isRepeatable: true)

  /// Writes a row that nobody changed since it was read.
  static let update = Statement(
    "blockType.update",
    """
    WITH change AS (
      UPDATE block_type
      SET updated = $3, logo_url = $4, documentation_url = $5, description = $6, code_example = $7
      WHERE id = $1 AND updated = $2
      RETURNING id
    )\(EventWrite.branches(after: 7))
    SELECT id FROM change
    """)

  /// Schemas and documents of the type go with it.
  static let delete = Statement(
    "blockType.delete",
    """
    WITH change AS (
      DELETE FROM block_type WHERE id = $1 AND updated = $2 AND NOT is_protected RETURNING id
    )\(EventWrite.branches(after: 2))
    SELECT id FROM change
    """)

  /// Registers a known type, or brings it up to date, without an event. Whoever comes second changes nothing.
  static let register = Statement(
    "blockType.register",
    """
    INSERT INTO block_type AS t (id, created, updated, name, slug, logo_url, documentation_url, description,
      code_example, is_protected)
    VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (slug) DO UPDATE SET updated = excluded.updated, name = excluded.name, logo_url = excluded.logo_url,
      documentation_url = excluded.documentation_url, description = excluded.description,
      code_example = excluded.code_example, is_protected = excluded.is_protected
    WHERE (t.name, t.logo_url, t.documentation_url, t.description, t.code_example, t.is_protected)
      IS DISTINCT FROM (excluded.name, excluded.logo_url, excluded.documentation_url, excluded.description,
        excluded.code_example, excluded.is_protected)
    """)
}
