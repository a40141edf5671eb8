internal import Models
internal import Orchestration
internal import Postgres
internal import Values

/// The limits of work queues and work pools, and how many runs they count: those that are PENDING or RUNNING, of paused queues
/// too (contract §4.13).
enum QueueCapacityStatement {
  /// How many runs of a queue are active. Any expression may name the queue.
  static func activeInQueue(_ queue: StaticString) -> String {
    "(SELECT count(*) FROM flow_run sr WHERE sr.work_queue_id = \(queue) AND sr.state_type IN ('PENDING', 'RUNNING'))"
  }

  /// How many runs of all queues of a pool are active.
  static func activeInPool(_ pool: StaticString) -> String {
    """
    (SELECT count(*) FROM work_queue sq JOIN flow_run sr ON sr.work_queue_id = sq.id
      WHERE sq.work_pool_id = \(pool) AND sr.state_type IN ('PENDING', 'RUNNING'))
    """
  }

  /// What of a limit is free; NULL without a limit, and then nothing is counted.
  static func free(_ limit: StaticString, _ active: String) -> String {
    "\(limit) - CASE WHEN \(limit) IS NULL THEN 0 ELSE \(active) END"
  }

  /// The limits of a queue and its pool, each with its active runs; counted only where there is a limit.
  static let read = Statement(
    "queueCapacity.read",
    """
    SELECT q.id, p.id, q.name, p.name,
      q.concurrency_limit, CASE WHEN q.concurrency_limit IS NOT NULL THEN \(activeInQueue("q.id")) END,
      p.concurrency_limit, CASE WHEN p.concurrency_limit IS NOT NULL THEN \(activeInPool("p.id")) END
    FROM work_queue q JOIN work_pool p ON p.id = q.work_pool_id
    WHERE q.id = $1 AND (q.concurrency_limit IS NOT NULL OR p.concurrency_limit IS NOT NULL)
    """, isRepeatable: true)

  /// Lets one transaction at a time count the active runs of a pool and add to them, until it ends. A statement apart: what
  /// counts has to begin after the lock is taken, or it does not see what its predecessor added. It comes before all row locks,
  /// so that nobody who holds one waits for it.
  static let lock = Statement(
    "queueCapacity.lock", "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('apus.work_pool ' || $1::text, 0))")
}

extension RowReader {
  /// Reads `QueueCapacityStatement.read`.
  mutating func queueCapacity() throws(DatabaseError) -> QueueCapacity {
    QueueCapacity(
      queueID: try uuid(), poolID: try uuid(), queueName: try text(), poolName: try text(),
      queue: try capacityLimit(), pool: try capacityLimit())
  }

  private mutating func capacityLimit() throws(DatabaseError) -> QueueCapacity.Limit? {
    let limit = try optionalInt()
    let active = try optionalInt()
    return limit.map { .init(limit: $0, active: active ?? 0) }
  }
}
