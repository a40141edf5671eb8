internal import Postgres

enum WorkerStatement {
  /// The columns in the order in which `Worker.init(row:)` reads them.
  static let columns: SQLText = """
    w.id, w.created, w.updated, w.name, w.work_pool_id, w.last_heartbeat_time, w.heartbeat_interval_seconds,
    w.status::text
    """

  /// What a heartbeat depends on: the pool.
  static let pool = Statement(
    "worker.pool",
    """
    SELECT p.id, p.created, p.updated, p.name, p.type, p.status::text, p.last_status_event_id,
      p.last_transitioned_status_at
    FROM work_pool p WHERE p.name = $1
    """, isRepeatable: true)

  /// Records a heartbeat of a worker, known or new, and makes a pool ready that was not. Times are the database's, by
  /// which silence is measured too.
  static let heartbeat = Statement(
    "worker.heartbeat",
    """
    WITH beat AS (
      INSERT INTO worker (work_pool_id, name, last_heartbeat_time, heartbeat_interval_seconds, status)
      SELECT p.id, $2, CURRENT_TIMESTAMP, $3, 'ONLINE' FROM work_pool p WHERE p.id = $1
      ON CONFLICT (work_pool_id, name) DO UPDATE SET last_heartbeat_time = EXCLUDED.last_heartbeat_time,
        status = 'ONLINE',
        heartbeat_interval_seconds = COALESCE(EXCLUDED.heartbeat_interval_seconds, worker.heartbeat_interval_seconds)
      RETURNING id
    ), change AS (
      UPDATE work_pool SET status = 'READY', last_status_event_id = $5, last_transitioned_status_at = $4, updated = $4
      WHERE id = $1 AND status = 'NOT_READY' AND EXISTS (SELECT FROM beat)
      RETURNING id
    )\(EventWrite.branches(after: 5))
    SELECT id FROM beat
    """)

  static let delete = Statement(
    "worker.delete", "DELETE FROM worker WHERE work_pool_id = $1 AND name = $2 RETURNING id")
}
