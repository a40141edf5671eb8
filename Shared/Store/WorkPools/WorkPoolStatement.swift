internal import Postgres

enum WorkPoolStatement {
  /// The columns in the order in which `RowReader.workPool` reads them.
  static let columns: SQLText = """
    p.id, p.created, p.updated, p.name, p.description, p.type, p.base_job_template, p.is_paused, p.concurrency_limit,
    p.status::text, p.default_queue_id, p.storage_configuration, p.last_status_event_id, p.last_transitioned_status_at,
    CASE WHEN p.concurrency_limit IS NOT NULL THEN (
      SELECT count(*) FROM work_queue sq JOIN flow_run sr ON sr.work_queue_id = sq.id
      WHERE sq.work_pool_id = p.id AND sr.state_type IN ('PENDING', 'RUNNING')) END
    """

  static let read = Statement(
    "workPool.read", "SELECT \(columns.text) FROM work_pool p WHERE p.name = $1", isRepeatable: true)

  /// With whether a worker of it is online.
  static let readForChange = Statement(
    "workPool.readForChange",
    """
    SELECT \(columns.text), EXISTS (SELECT FROM worker w WHERE w.work_pool_id = p.id AND w.status = 'ONLINE')
    FROM work_pool p WHERE p.name = $1
    """, isRepeatable: true)

  static let queues = Statement(
    "workPool.queues", "SELECT q.id, q.name FROM work_queue q WHERE q.work_pool_id = $1 ORDER BY q.priority, q.id",
    isRepeatable: true)

  /// Makes a pool with its default queue; nothing if the name is taken.
  static let insert = Statement(
    "workPool.insert",
    """
    WITH change AS (
      INSERT INTO work_pool (id, created, updated, name, description, type, base_job_template, is_paused,
        concurrency_limit, status, default_queue_id, storage_configuration)
      VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9::work_pool_status, $10, $11)
      ON CONFLICT (name) DO NOTHING
      RETURNING id
    ), queue AS (
      INSERT INTO work_queue (id, created, updated, name, description, priority, work_pool_id)
      SELECT $10, $2, $2, 'default', 'The work pool''s default queue.', 1, id FROM change
    )\(EventWrite.branches(after: 11))
    SELECT id FROM change
    """)

  /// The channel on which changes of pools are told.
  static let channel = "apus_work_pool"

  /// Writes a pool that nobody changed since it was read; connected workers are told of it if that is asked for ($12).
  static let update = Statement(
    "workPool.update",
    """
    WITH change AS (
      UPDATE work_pool SET updated = $3, description = $4, base_job_template = $5, is_paused = $6,
        concurrency_limit = $7, status = $8::work_pool_status, storage_configuration = $9, last_status_event_id = $10,
        last_transitioned_status_at = $11
      WHERE id = $1 AND updated = $2
      RETURNING id
    ), revision AS (/* NOTIFY \(channel) */
      INSERT INTO apus.work_pool_revision AS r (work_pool_id, revision) SELECT id, 1 FROM change WHERE $12::bool
      ON CONFLICT (work_pool_id) DO UPDATE SET revision = r.revision + 1
    )\(EventWrite.branches(after: 12))
    SELECT id FROM change
    """)

  static let delete = Statement(
    "workPool.delete",
    """
    WITH change AS (
      DELETE FROM work_pool WHERE id = $1 AND updated = $2 RETURNING id
    ), revision AS (/* NOTIFY \(channel) */
      DELETE FROM apus.work_pool_revision r USING change c WHERE r.work_pool_id = c.id
    )\(EventWrite.branches(after: 2))
    SELECT id FROM change
    """)
}
