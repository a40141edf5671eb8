internal import Postgres

enum FlowStatement {
  /// The columns in the order in which `Flow.init(row:)` reads them.
  static let columns: SQLText = "f.id, f.created, f.updated, f.name, f.tags, f.labels"

  /// Makes a flow, or leaves the one of that name as it is.
  static let insert = Statement(
    "flow.insert",
    """
    WITH change AS (
      INSERT INTO flow (id, created, updated, name, tags, labels) VALUES ($1, $2, $2, $3, $4, $5)
      ON CONFLICT (name) DO NOTHING
      RETURNING labels
    )\(EventWrite.branches(after: 5))
    SELECT labels FROM change
    """)

  static let read = Statement("flow.read", "SELECT \(columns.text) FROM flow f WHERE f.id = $1", isRepeatable: true)

  static let readByName = Statement(
    "flow.readByName", "SELECT \(columns.text) FROM flow f WHERE f.name = $1", isRepeatable: true)

  static let update = Statement(
    "flow.update",
    """
    WITH change AS (
      UPDATE flow SET updated = $3, tags = $4 WHERE id = $1 AND updated = $2 RETURNING id
    )\(EventWrite.branches(after: 4))
    SELECT id FROM change
    """)

  static let delete = Statement(
    "flow.delete",
    """
    WITH change AS (
      DELETE FROM flow WHERE id = $1 AND updated = $2 RETURNING id
    )\(EventWrite.branches(after: 2))
    SELECT id FROM change
    """)
}
