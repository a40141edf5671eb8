internal import Postgres

/// What nothing else removes. Rows that others hold are passed over, as in `VacuumStatement`.
enum LeftoverStatement {
  /// A page of the task runs without a flow run, behind the keys $1 and $2, $3 of them; those go that ended before $4, or
  /// were scheduled before it and are held by no task worker. The row has the last keys of the page, and how many went.
  static let backgroundTaskRuns = Statement(
    "leftover.backgroundTaskRuns",
    """
    WITH page AS MATERIALIZED (
      SELECT t.id, t.task_key, t.dynamic_key FROM task_run t
      WHERE t.flow_run_id IS NULL
        AND ($1::text IS NULL OR (t.task_key, t.dynamic_key) > ($1, $2::text))
      ORDER BY t.task_key, t.dynamic_key LIMIT $3
    ), old AS MATERIALIZED (
      SELECT t.id FROM task_run t JOIN page p ON p.id = t.id
      WHERE CASE
        WHEN t.state_type IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')
          THEN COALESCE(t.end_time, t.state_timestamp) < $4::timestamptz
        WHEN t.state_type = 'SCHEDULED' THEN t.state_timestamp < $4 AND NOT EXISTS (
          SELECT FROM apus.task_run_queue q WHERE q.task_run_id = t.id AND q.holder IS NOT NULL)
        ELSE false END
      FOR UPDATE OF t SKIP LOCKED
    ), queued AS (
      DELETE FROM apus.task_run_queue WHERE task_run_id IN (SELECT id FROM old)
    ), logs AS (
      DELETE FROM log WHERE task_run_id IN (SELECT id FROM old)
    ), artifacts AS (
      DELETE FROM artifact WHERE task_run_id IN (SELECT id FROM old)
    ), gone AS (
      DELETE FROM task_run WHERE id IN (SELECT id FROM old) RETURNING id
    )
    SELECT p.task_key, p.dynamic_key, (SELECT count(*) FROM page), (SELECT count(*) FROM gone)
    FROM page p ORDER BY p.task_key DESC, p.dynamic_key DESC LIMIT 1
    """)

  /// A page of the cache of task runs, behind the id $1, $2 entries; those go that no key leads to any more: they expired, a
  /// newer one for ever takes their place, or the state is gone and no older one would come to light. The row has the last id
  /// of the page, and how many went.
  static let cacheEntries = Statement(
    "leftover.cacheEntries",
    """
    WITH page AS MATERIALIZED (
      SELECT c.id, c.created, c.cache_key, c.cache_expiration, c.task_run_state_id FROM task_run_state_cache c
      WHERE $1::uuid IS NULL OR c.id > $1 ORDER BY c.id LIMIT $2
    ), gone AS (
      DELETE FROM task_run_state_cache c USING page p
      WHERE c.id = p.id AND p.created < clock_timestamp() - interval '1 hour' AND (
        p.cache_expiration < clock_timestamp() - interval '1 hour'
        OR EXISTS (
          SELECT FROM task_run_state_cache n WHERE n.cache_key = p.cache_key AND n.cache_expiration IS NULL
            AND n.created >= p.created AND (n.created, n.id) > (p.created, p.id))
        OR NOT EXISTS (SELECT FROM task_run_state s WHERE s.id = p.task_run_state_id) AND NOT EXISTS (
          SELECT FROM task_run_state_cache o WHERE o.cache_key = p.cache_key AND o.id <> p.id))
      RETURNING c.id
    )
    SELECT p.id, (SELECT count(*) FROM page), (SELECT count(*) FROM gone) FROM page p ORDER BY p.id DESC LIMIT 1
    """)

  static let logs = Statement(
    "leftover.logs",
    """
    DELETE FROM log WHERE id IN (
      SELECT id FROM log WHERE flow_run_id IS NULL AND timestamp < $1 ORDER BY timestamp LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING id
    """)

  static let artifacts = Statement(
    "leftover.artifacts",
    """
    DELETE FROM artifact WHERE id IN (
      SELECT id FROM artifact WHERE flow_run_id IS NULL AND task_run_id IS NULL AND created < $1
      ORDER BY created LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING id
    """)

  static let offlineWorkers = Statement(
    "leftover.offlineWorkers",
    """
    DELETE FROM worker WHERE id IN (
      SELECT id FROM worker WHERE status = 'OFFLINE' AND last_heartbeat_time < $1
      ORDER BY last_heartbeat_time LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING id
    """)
}
