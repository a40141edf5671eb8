/// The part of a statement that gives a background task run its place in the queue, together with its state
/// (contract §3.4, EnqueueScheduledTasks).
enum TaskRunQueueWrite {
  /// On which gateways are told that there is something to hand out.
  static let channel = "apus_task_run_queue"

  /// Follows a branch `change` with id and task_key of the run. A run that is queued already goes to the end; one that is
  /// queued no more loses its place.
  ///
  /// - Parameter isRetry: The parameter that says into which queue; NULL for none.
  static func branches(isRetry: String) -> String {
    """
    , queued AS (
      INSERT INTO apus.task_run_queue (task_run_id, task_key, is_retry)
      SELECT c.id, c.task_key, \(isRetry)::bool FROM change c WHERE \(isRetry)::bool IS NOT NULL
      ON CONFLICT (task_run_id) DO UPDATE SET position = DEFAULT, task_key = EXCLUDED.task_key,
        is_retry = EXCLUDED.is_retry, holder = NULL
      RETURNING position
    ), unqueued AS (
      DELETE FROM apus.task_run_queue q USING change c WHERE q.task_run_id = c.id AND \(isRetry)::bool IS NULL
    )
    """
  }

  /// Follows a branch `queued`, as a column of what the statement returns: tells the gateways when there is a row in it.
  static let wake = "(SELECT pg_notify('\(channel)', '')::text FROM queued LIMIT 1)"
}
