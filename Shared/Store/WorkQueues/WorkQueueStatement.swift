internal import Postgres

enum WorkQueueStatement {
  /// The columns in the order in which `RowReader.workQueue` reads them.
  static let columns: SQLText = """
    q.id, q.created, q.updated, q.name, q.description, q.is_paused, q.concurrency_limit, q.priority, q.work_pool_id,
    q.filter, q.last_polled, p.name, q.status::text,
    CASE WHEN q.concurrency_limit IS NOT NULL THEN (
      SELECT count(*) FROM flow_run sr WHERE sr.work_queue_id = q.id AND sr.state_type IN ('PENDING', 'RUNNING')) END
    """

  /// The same as the routes show them that know no pools: a run that is being cancelled holds its slot, and the slots of a
  /// queue of old are taken by the runs that its filter describes (contract §D.10).
  static let agentColumns: SQLText = """
    q.id, q.created, q.updated, q.name, q.description, q.is_paused, q.concurrency_limit, q.priority, q.work_pool_id,
    q.filter, q.last_polled, p.name, q.status::text,
    CASE WHEN q.concurrency_limit IS NULL THEN NULL
      WHEN COALESCE(q.filter, 'null') = 'null' THEN (
        SELECT count(*) FROM flow_run sr
        WHERE sr.work_queue_id = q.id AND sr.state_type IN ('PENDING', 'RUNNING', 'CANCELLING'))
      ELSE (
        SELECT count(*) FROM flow_run sr WHERE sr.state_type IN ('PENDING', 'RUNNING') AND sr.deployment_id IS NOT NULL
          AND sr.tags @> COALESCE(NULLIF(q.filter -> 'tags', 'null'), '[]')
          AND (COALESCE(q.filter -> 'deployment_ids', 'null') = 'null'
            OR q.filter -> 'deployment_ids' @> to_jsonb(sr.deployment_id::text))) END
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

  static let readByID = Statement(
    "workQueue.readByID", "SELECT \(agentColumns.text) FROM \(joins.text) WHERE q.id = $1", isRepeatable: true)

  /// The queue of a name in the pool of agents, or in any pool if there is none for agents.
  static let readByName = Statement(
    "workQueue.readByName",
    """
    SELECT \(agentColumns.text) FROM \(joins.text)
    WHERE q.name = $1 AND (p.name = 'default-agent-pool'
      OR NOT EXISTS (SELECT FROM work_pool WHERE name = 'default-agent-pool'))
    ORDER BY q.id LIMIT 1
    """, isRepeatable: true)

  /// A queue of the pool `$1`, by its name or its id, locked for a change.
  static let lock = Statement(
    "workQueue.lock",
    """
    SELECT \(columns.text) FROM \(joins.text) WHERE q.work_pool_id = $1 AND (q.name = $2 OR q.id = $3) FOR UPDATE OF q
    """)

  static let update = Statement(
    "workQueue.update",
    """
    UPDATE work_queue SET updated = $2, name = $3, description = $4, is_paused = $5, concurrency_limit = $6,
      priority = $7, last_polled = $8, filter = $9, status = $10::work_queue_status
    WHERE id = $1
    """)

  /// What `RowReader.workQueueSubject` reads.
  static let subject = Statement(
    "workQueue.subject",
    "SELECT q.id, q.name, p.id, p.name, p.type FROM \(joins.text) WHERE q.id = $1", isRepeatable: true)

  /// The default queue of a pool violates `fk_work_pool__default_queue_id__work_queue`.
  static let delete = Statement(
    "workQueue.delete",
    """
    WITH change AS (
      DELETE FROM work_queue WHERE id = $1 RETURNING id
    )\(EventWrite.branches(after: 1))
    SELECT id FROM change
    """)

  static let health = Statement(
    "workQueue.health",
    """
    SELECT q.last_polled,
      (SELECT count(*) FROM flow_run r WHERE r.work_queue_id = q.id AND r.state_name = 'Late')
    FROM work_queue q WHERE q.id = $1
    """, isRepeatable: true)
}
