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

  /// Deletes those of many flows that are there, with the events of those.
  static let deleteMany = Statement(
    "flow.deleteMany",
    """
    WITH target AS (
      SELECT f.id, i.event_id FROM unnest($1::uuid[], $2::uuid[]) AS i(id, event_id) JOIN flow f ON f.id = i.id
      -- In the order of ids, so that two such statements wait for each other instead of both.
      ORDER BY f.id FOR UPDATE OF f
    ), change AS (
      DELETE FROM flow f USING target WHERE f.id = target.id RETURNING f.id, target.event_id
    )\(EventWrite.branches(after: 2, of: "SELECT event_id FROM change"))
    SELECT id FROM change ORDER BY id
    """)
}
