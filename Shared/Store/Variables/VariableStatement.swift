internal import Postgres

enum VariableStatement {
  /// The columns in the order in which `Variable.init(row:)` reads them.
  static let columns: SQLText = "v.id, v.created, v.updated, v.name, v.value, v.tags"

  static let insert = Statement(
    "variable.insert",
    """
    WITH change AS (
      INSERT INTO variable (id, created, updated, name, value, tags) VALUES ($1, $2, $2, $3, $4, $5)
      ON CONFLICT (name) DO NOTHING
      RETURNING id
    )\(EventWrite.branches(after: 5))
    SELECT id FROM change
    """)

  static let readByID = Statement(
    "variable.readByID", "SELECT \(columns.text) FROM variable v WHERE v.id = $1", isRepeatable: true)

  static let readByName = Statement(
    "variable.readByName", "SELECT \(columns.text) FROM variable v WHERE v.name = $1", isRepeatable: true)

  /// Names and values of those that are there.
  static let values = Statement(
    "variable.values", "SELECT v.name, v.value FROM variable v WHERE v.name = ANY ($1)", isRepeatable: true)

  /// Writes name, value and tags of a row that nobody changed since it was read. A name that another variable has
  /// violates `uq_variable__name`.
  static let update = Statement(
    "variable.update",
    """
    WITH change AS (
      UPDATE variable SET updated = $3, name = $4, value = $5, tags = $6
      WHERE id = $1 AND updated = $2
      RETURNING id
    )\(EventWrite.branches(after: 6))
    SELECT id FROM change
    """)

  static let delete = Statement(
    "variable.delete",
    """
    WITH change AS (
      DELETE FROM variable WHERE id = $1 AND updated = $2 RETURNING id
    )\(EventWrite.branches(after: 2))
    SELECT id FROM change
    """)
}
