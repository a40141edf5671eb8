internal import Postgres

enum FlowRunInputStatement {
  /// The columns in the order in which `FlowRunInput.init(row:)` reads them.
  static let columns: SQLText = "n.id, n.created, n.updated, n.flow_run_id, n.key, n.value, n.sender"

  /// Keeps an input unless its key is taken. Answers whether the run is there, and whether the input was written.
  static let insert = Statement(
    "flowRunInput.insert",
    """
    WITH run AS (
      SELECT id FROM flow_run WHERE id = $3
    ), change AS (
      INSERT INTO flow_run_input (id, created, updated, flow_run_id, key, value, sender)
      SELECT $1, $2, $2, run.id, $4, $5, $6 FROM run
      ON CONFLICT (flow_run_id, key) DO NOTHING
      RETURNING id
    )
    SELECT EXISTS (SELECT FROM run), EXISTS (SELECT FROM change)
    """)

  static let read = Statement(
    "flowRunInput.read", "SELECT \(columns.text) FROM flow_run_input n WHERE n.flow_run_id = $1 AND n.key = $2",
    isRepeatable: true)

  /// `$2` is a LIKE pattern: the prefix is not escaped, as in the reference.
  static let list = Statement(
    "flowRunInput.list",
    """
    SELECT \(columns.text) FROM flow_run_input n
    WHERE n.flow_run_id = $1 AND n.key LIKE $2 AND n.key <> ALL ($3) ORDER BY n.created, n.id LIMIT $4
    """, isRepeatable: true)

  static let delete = Statement(
    "flowRunInput.delete", "DELETE FROM flow_run_input WHERE flow_run_id = $1 AND key = $2 RETURNING id")
}
