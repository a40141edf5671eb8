internal import Postgres

enum WaitingTaskRunEventStatement {
  /// A row if any is due; asked alone it is cheaper than a transaction that finds nothing.
  static let due = Statement(
    "waitingTaskRunEvent.due",
    "SELECT FROM apus.waiting_task_run_event WHERE next_attempt <= CURRENT_TIMESTAMP LIMIT 1", isRepeatable: true)

  /// Other replicas skip what one has taken up.
  static let claim = Statement(
    "waitingTaskRunEvent.claim",
    """
    SELECT w.event_id, w.received, w.received < $2, \(StoredEvent.columns.text)
    FROM apus.waiting_task_run_event w LEFT JOIN events e ON e.id = w.event_id
    WHERE w.next_attempt <= CURRENT_TIMESTAMP
    ORDER BY w.next_attempt LIMIT $1
    FOR UPDATE OF w SKIP LOCKED
    """)

  /// Gives the one whose turn it is another turn later.
  static let putOff = Statement(
    "waitingTaskRunEvent.putOff",
    """
    UPDATE apus.waiting_task_run_event SET attempts = attempts + 1, next_attempt = CURRENT_TIMESTAMP + interval '1 minute'
    WHERE event_id = (
      SELECT event_id FROM apus.waiting_task_run_event WHERE next_attempt <= CURRENT_TIMESTAMP
      ORDER BY next_attempt LIMIT 1 FOR UPDATE SKIP LOCKED)
    """)

  static let delete = Statement(
    "waitingTaskRunEvent.delete", "DELETE FROM apus.waiting_task_run_event WHERE event_id = ANY($1)")
}
