internal import Postgres

enum WorkQueueStatement {
  /// The columns in the order in which `RowReader.workQueue` reads them.
  static let columns: SQLText = """
    q.id, q.created, q.updated, q.name, q.description, q.is_paused, q.concurrency_limit, q.priority, q.work_pool_id,
    q.filter, q.last_polled, p.name, q.status::text,
    CASE WHEN q.concurrency_limit IS NOT NULL THEN (
      SELECT count(*) FROM flow_run sr WHERE sr.work_queue_id = q.id AND sr.state_type IN ('PENDING', 'RUNNING')) END
    """

  static let joins: SQLText = "work_queue q JOIN work_pool p ON p.id = q.work_pool_id"

  static let read = Statement(
    "workQueue.read", "SELECT \(columns.text) FROM \(joins.text) WHERE p.name = $1 AND q.name = $2",
    isRepeatable: true)

  /// The pool, locked, so that one change of its queues happens after the other.
  static let lockPool = Statement(
    "workQueue.lockPool", "SELECT id, name, type FROM work_pool WHERE name = $1 FOR UPDATE")

  static let priorities = Statement(
    "workQueue.priorities",
    "SELECT id, priority, name FROM work_queue WHERE work_pool_id = $1 ORDER BY priority, id")

  static let insert = Statement(
    "workQueue.insert",
    """
    INSERT INTO work_queue (id, created, updated, name, description, is_paused, concurrency_limit, priority,
      work_pool_id, filter)
    VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)
    """)

  static let setPriorities = Statement(
    "workQueue.setPriorities",
    """
    UPDATE work_queue q SET priority = i.priority, updated = $3
    FROM unnest($1::uuid[], $2::int4[]) AS i(id, priority) WHERE q.id = i.id
    """)
}
