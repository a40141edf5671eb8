internal import Postgres

/// Task workers as their gateways see them. All times are the database's.
enum TaskWorkerStatement {
  static let register = Statement(
    "taskWorker.register",
    """
    INSERT INTO apus.task_worker (id, client_id, task_keys, seen) VALUES ($1, $2, $3, CURRENT_TIMESTAMP)
    ON CONFLICT (id) DO NOTHING
    """, isRepeatable: true)

  /// Those of the ids that are still known.
  static let renew = Statement(
    "taskWorker.renew", "UPDATE apus.task_worker SET seen = CURRENT_TIMESTAMP WHERE id = ANY($1) RETURNING id",
    isRepeatable: true)

  /// Forgets a worker; what it didn't take goes to another.
  static let leave = Statement(
    "taskWorker.leave",
    """
    WITH gone AS (
      DELETE FROM apus.task_worker WHERE id = $1
    ), queued AS (
      UPDATE apus.task_run_queue SET position = DEFAULT, is_retry = TRUE, holder = NULL WHERE holder = $1
      RETURNING position
    )
    SELECT \(TaskRunQueueWrite.wake)
    """, isRepeatable: true)

  /// Forgets those that no gateway has spoken for.
  static let expire = Statement(
    "taskWorker.expire", "DELETE FROM apus.task_worker WHERE seen < CURRENT_TIMESTAMP - $1::interval",
    isRepeatable: true)

  static let list = Statement(
    "taskWorker.list",
    """
    WITH present AS (
      SELECT w.client_id, w.task_keys, w.seen FROM apus.task_worker w
      WHERE w.seen >= CURRENT_TIMESTAMP - $2::interval
    )
    SELECT p.client_id, array_agg(DISTINCT k.key ORDER BY k.key), max(p.seen)
    FROM present p, unnest(p.task_keys) AS k(key)
    WHERE $1::text[] IS NULL
      OR EXISTS (SELECT FROM present m WHERE m.client_id = p.client_id AND m.task_keys && $1::text[])
    GROUP BY p.client_id ORDER BY p.client_id
    """, isRepeatable: true)
}
