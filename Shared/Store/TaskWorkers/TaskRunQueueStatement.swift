internal import Postgres

/// The queue of background task runs, as those who hand them out see it.
enum TaskRunQueueStatement {
  /// Whether a run `t` with its state `s` is one that waits for a task worker.
  private static let isDue = "t.state_type = 'SCHEDULED' AND s.state_details -> 'deferred' = 'true'"

  /// How many runs wait under each key ($1), counted to a bound of each ($2); keys without one are left out.
  static let waiting = Statement(
    "taskRunQueue.waiting",
    """
    SELECT k.key, w.number FROM unnest($1::text[], $2::int8[]) AS k(key, most)
    CROSS JOIN LATERAL (
      SELECT count(*) AS number FROM (
        SELECT FROM apus.task_run_queue q WHERE q.task_key = k.key AND q.holder IS NULL LIMIT k.most) first
    ) w
    WHERE w.number > 0
    """, isRepeatable: true)

  /// Gives a worker ($1) the next run under the first of its keys ($2) that has one; first of all what it holds already,
  /// which it was given by a statement whose outcome was lost. Others skip what one is about to take.
  ///
  /// The row says whether the run is to be delivered; it isn't when it left its state or was deleted.
  static let claim = Statement(
    "taskRunQueue.claim",
    """
    WITH held AS MATERIALIZED (
      SELECT position, task_run_id FROM apus.task_run_queue WHERE holder = $1 ORDER BY position LIMIT 1
    ), next AS (
      -- In the order of the keys: the rows come as the array has them, and the first that is found ends the search.
      SELECT q.position FROM unnest($2::text[]) AS k(key)
      CROSS JOIN LATERAL (
        SELECT q.position FROM apus.task_run_queue q
        WHERE q.task_key = k.key AND q.holder IS NULL
        ORDER BY q.is_retry DESC, q.position LIMIT 1 FOR UPDATE SKIP LOCKED
      ) q
      WHERE NOT EXISTS (SELECT FROM held)
      LIMIT 1
    ), taken AS (
      UPDATE apus.task_run_queue q SET holder = $1 FROM next n WHERE q.position = n.position
      RETURNING q.position, q.task_run_id
    ), given AS (
      SELECT position, task_run_id FROM held UNION ALL SELECT position, task_run_id FROM taken
    )
    SELECT g.position, COALESCE(\(isDue), FALSE),
      \(TaskRunColumns.list.text)
    FROM given g LEFT JOIN (\(TaskRunColumns.joins.text)) ON t.id = g.task_run_id
    """, isRepeatable: true)

  /// Takes a run out of the queue, if nothing has given it another place meanwhile.
  static let remove = Statement(
    "taskRunQueue.remove", "DELETE FROM apus.task_run_queue WHERE position = $1", isRepeatable: true)

  /// Lets what was sent to workers that are known no more wait again.
  static let free = Statement(
    "taskRunQueue.free",
    """
    WITH abandoned AS MATERIALIZED (
      SELECT q.position FROM apus.task_run_queue q
      WHERE q.holder IS NOT NULL AND NOT EXISTS (SELECT FROM apus.task_worker w WHERE w.id = q.holder)
      -- Other gateways free others, and wait for none.
      ORDER BY q.position FOR UPDATE SKIP LOCKED
    ), queued AS (
      UPDATE apus.task_run_queue q SET position = DEFAULT, is_retry = TRUE, holder = NULL
      FROM abandoned a WHERE q.position = a.position
      RETURNING q.position
    )
    SELECT (SELECT count(*) FROM queued), \(TaskRunQueueWrite.wake)
    """, isRepeatable: true)

  /// Looks at the next so many ($2) behind a position ($1), and takes out those that are not due any more and that no worker
  /// of their task has come across. The row has the last position that was looked at, NULL at the end.
  static let sweep = Statement(
    "taskRunQueue.sweep",
    """
    WITH seen AS MATERIALIZED (
      SELECT position, task_run_id FROM apus.task_run_queue WHERE position > $1 ORDER BY position LIMIT $2
    ), gone AS (
      DELETE FROM apus.task_run_queue q USING seen n
      WHERE q.position = n.position AND q.holder IS NULL AND NOT EXISTS (
        SELECT FROM task_run t JOIN task_run_state s ON s.id = t.state_id WHERE t.id = n.task_run_id AND \(isDue))
    )
    SELECT max(position) FROM seen
    """, isRepeatable: true)
}
