internal import Postgres

/// What connected workers depend on.
enum WorkerChannelStatement {
  /// A pool with the count of its changes that connected workers are told at once.
  static let pool = Statement(
    "workerChannel.pool",
    """
    SELECT \(WorkPoolStatement.columns.text), COALESCE(
      (SELECT r.revision FROM apus.work_pool_revision r WHERE r.work_pool_id = p.id), 0)
    FROM work_pool p WHERE p.name = $1
    """, isRepeatable: true)

  static let poolByID = Statement(
    "workerChannel.poolByID", "SELECT \(WorkPoolStatement.columns.text) FROM work_pool p WHERE p.id = $1",
    isRepeatable: true)

  /// When a pool was last changed.
  static let updated = Statement(
    "workerChannel.updated", "SELECT p.updated FROM work_pool p WHERE p.id = $1", isRepeatable: true)

  /// Those of some pools ($1) that are there, with the counts of their changes.
  static let revisions = Statement(
    "workerChannel.revisions",
    """
    SELECT p.id, COALESCE(r.revision, 0) FROM work_pool p
    LEFT JOIN apus.work_pool_revision r ON r.work_pool_id = p.id
    WHERE p.id = ANY($1)
    """, isRepeatable: true)
}
