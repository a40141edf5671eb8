internal import Models
internal import Postgres
internal import Values

/// Who takes the slots of queues and pools. What is shown of them counts like what polls count (contract §D.10).
enum SlotHolderStatement {
  private static let columns = "h.id, h.name, h.state_type, h.state_name, h.start_time, h.state_timestamp"

  /// A row for each holder, or one for a queue without any: the pool, the queue, the holder. The queues are those of a
  /// page, `$2` and `$3`, with the first `$4` holders each.
  static let ofPool = Statement(
    "slotHolder.ofPool",
    """
    SELECT p.concurrency_limit, (SELECT count(*) FROM work_queue cq WHERE cq.work_pool_id = p.id),
      \(QueueCapacityStatement.activeInPool("p.id")),
      q.id, q.name, q.concurrency_limit,
      \(QueueCapacityStatement.activeInQueue("q.id")),
      \(columns)
    FROM work_pool p
    LEFT JOIN LATERAL (
      SELECT * FROM work_queue pq WHERE pq.work_pool_id = p.id ORDER BY pq.priority, pq.id LIMIT $2 OFFSET $3
    ) q ON TRUE
    LEFT JOIN LATERAL (
      SELECT * FROM flow_run r WHERE r.work_queue_id = q.id AND r.state_type IN ('PENDING', 'RUNNING')
      ORDER BY r.id LIMIT $4
    ) h ON TRUE
    WHERE p.name = $1
    ORDER BY q.priority, q.id, h.id
    """, isRepeatable: true)

  private static let isHolder = """
    (r.work_queue_id = q.id OR r.work_queue_id IS NULL AND r.work_queue_name = q.name)
      AND r.state_type IN ('PENDING', 'RUNNING', 'CANCELLING')
    """

  /// A row for each holder on a page, `$2` and `$3`, or one without any: the queue, the holder.
  static let ofQueue = Statement(
    "slotHolder.ofQueue",
    """
    SELECT q.name, q.concurrency_limit, (SELECT count(*) FROM flow_run r WHERE \(isHolder)), \(columns)
    FROM work_queue q
    LEFT JOIN LATERAL (
      SELECT * FROM flow_run r WHERE \(isHolder) ORDER BY r.id LIMIT $2 OFFSET $3
    ) h ON TRUE
    WHERE q.id = $1
    ORDER BY h.id
    """, isRepeatable: true)
}

extension RowReader {
  /// Reads the columns of a holder; nil where there is none.
  mutating func slotHolder(at now: Timestamp) throws(DatabaseError) -> SlotHolder? {
    guard let id = try optionalUUID() else { return nil }
    return SlotHolder(
      id: id, name: try text(), stateType: try optionalStateType(), stateName: try optionalText(),
      startTime: try optionalTimestamp(), stateTimestamp: try optionalTimestamp(), at: now)
  }
}
