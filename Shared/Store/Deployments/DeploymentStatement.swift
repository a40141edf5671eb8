internal import Postgres

enum DeploymentStatement {
  /// The columns in the order in which `RowReader.deployment` reads them.
  static let columns: SQLText = """
    d.id, d.created, d.updated, d.name, d.flow_id, d.version, d.description, d.paused, d.concurrency_limit_id,
    d.concurrency_options, d.infra_overrides, d.parameters, d.tags, d.labels, d.work_queue_name, d.work_queue_id,
    d.last_polled, d.parameter_openapi_schema, d.path, d.pull_steps, d.entrypoint, d.storage_document_id,
    d.infrastructure_document_id, d.created_by, d.updated_by, d.status::text, d.enforce_parameter_schema,
    q.name, p.id, p.name, p.type,
    l.id, l.created, l.updated, l.active, l.name, l."limit", l.active_slots, l.slot_decay_per_second
    """

  /// What a deployment `d` has beside it.
  static let relations: SQLText = """
    LEFT JOIN work_queue q ON q.id = d.work_queue_id
    LEFT JOIN work_pool p ON p.id = q.work_pool_id
    LEFT JOIN concurrency_limit_v2 l ON l.id = d.concurrency_limit_id
    """

  private static let select = "SELECT \(columns.text) FROM deployment d \(relations.text)"

  static let read = Statement("deployment.read", "\(select) WHERE d.id = $1", isRepeatable: true)

  static let readByName = Statement(
    "deployment.readByName", "\(select) JOIN flow f ON f.id = d.flow_id WHERE f.name = $1 AND d.name = $2",
    isRepeatable: true)

  /// The same, locked, for a change in a transaction.
  static let lock = Statement("deployment.lock", "\(select) WHERE d.id = $1 FOR NO KEY UPDATE OF d")

  static let lockByName = Statement(
    "deployment.lockByName", "\(select) WHERE d.flow_id = $1 AND d.name = $2 FOR NO KEY UPDATE OF d")

  static let flowLabels = Statement(
    "deployment.flowLabels", "SELECT labels FROM flow WHERE id = $1", isRepeatable: true)

  static let subject = Statement(
    "deployment.subject",
    "SELECT \(DeploymentSubject.columns.text) FROM \(DeploymentSubject.joins.text) WHERE d.id = $1", isRepeatable: true)

  /// Takes the values of `DeploymentStatement.values`.
  static let insert = Statement(
    "deployment.insert",
    """
    INSERT INTO deployment (id, updated, version, description, paused, concurrency_limit_id, concurrency_options,
      infra_overrides, parameters, tags, labels, work_queue_name, work_queue_id, parameter_openapi_schema, path,
      pull_steps, entrypoint, storage_document_id, infrastructure_document_id, enforce_parameter_schema,
      name, flow_id, created)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $2)
    """)

  static let update = Statement(
    "deployment.update",
    """
    UPDATE deployment SET updated = $2, version = $3, description = $4, paused = $5, concurrency_limit_id = $6,
      concurrency_options = $7, infra_overrides = $8, parameters = $9, tags = $10, labels = $11, work_queue_name = $12,
      work_queue_id = $13, parameter_openapi_schema = $14, path = $15, pull_steps = $16, entrypoint = $17,
      storage_document_id = $18, infrastructure_document_id = $19, enforce_parameter_schema = $20
    WHERE id = $1
    """)

  static let delete = Statement("deployment.delete", "DELETE FROM deployment WHERE id = $1 RETURNING id")

  static let setPaused = Statement(
    "deployment.setPaused",
    "UPDATE deployment SET paused = $2, updated = $3 WHERE id = $1 RETURNING id")

  /// Deletes runs that wait for their time and have never run; not those that wait for a slot (contract §D.12).
  ///
  /// `$2`: only those that a schedule made; `$3`: only those after this moment.
  static let deleteScheduledRuns = Statement(
    "deployment.deleteScheduledRuns",
    """
    DELETE FROM flow_run WHERE deployment_id = $1 AND state_type = 'SCHEDULED'
      AND state_name <> 'AwaitingConcurrencySlot' AND run_count = 0
      AND (NOT $2 OR auto_scheduled) AND ($3::timestamptz IS NULL OR next_scheduled_start_time > $3)
    """)

  /// Whether a run `r` waits to be handed out, and not in a process of its own for a retry.
  static let isWaiting: SQLText = """
    r.state_type = 'SCHEDULED' AND r.state_id IS NOT NULL AND (r.state_name = 'AwaitingConcurrencySlot'
      OR (r.empirical_policy ->> 'retry_type') IS DISTINCT FROM 'in_process')
    """

  /// The runs of a deployment that wait to be handed out, locked.
  static let lockWaitingRuns = Statement(
    "deployment.lockWaitingRuns",
    """
    SELECT r.id FROM flow_run r WHERE r.deployment_id = $1 AND \(isWaiting.text)
    -- In the order of ids, as whoever locks several runs does.
    ORDER BY r.id FOR NO KEY UPDATE
    """)

  static let queue = Statement(
    "deployment.queue",
    """
    SELECT p.id, CASE WHEN $2::text IS NULL THEN p.default_queue_id ELSE q.id END
    FROM work_pool p LEFT JOIN work_queue q ON q.work_pool_id = p.id AND q.name = $2 WHERE p.name = $1
    """)

  /// The queue of a name in the pool of agents, or in any pool if there is none for agents.
  static let legacyQueue = Statement(
    "deployment.legacyQueue",
    """
    SELECT q.id FROM work_queue q JOIN work_pool p ON p.id = q.work_pool_id
    WHERE q.name = $1 AND (p.name = 'default-agent-pool'
      OR NOT EXISTS (SELECT FROM work_pool WHERE name = 'default-agent-pool'))
    ORDER BY q.id LIMIT 1
    """)

  static let template = Statement(
    "deployment.template", "SELECT base_job_template FROM work_pool WHERE name = $1", isRepeatable: true)

  /// A row for each queue of old whose filter describes the runs of a deployment, or one without any, behind whether there
  /// is a queue.
  static let oldQueues = Statement(
    "deployment.oldQueues",
    """
    SELECT q.id IS NOT NULL, \(WorkQueueStatement.columns.text)
    FROM deployment d
    LEFT JOIN work_queue q ON (q.filter -> 'tags' IN ('[]', 'null') OR d.tags @> (q.filter -> 'tags'))
      AND (q.filter -> 'deployment_ids' IN ('[]', 'null') OR q.filter -> 'deployment_ids' @> to_jsonb(d.id::text))
    LEFT JOIN work_pool p ON p.id = q.work_pool_id
    WHERE d.id = $1
    ORDER BY q.name, q.id
    """, isRepeatable: true)

  static let limitExists = Statement("deployment.limitExists", "SELECT id FROM concurrency_limit_v2 WHERE id = $1")

  static let blockExists = Statement("deployment.blockExists", "SELECT id FROM block_document WHERE id = $1")

  static let makeLimit = Statement(
    "deployment.makeLimit",
    """
    INSERT INTO concurrency_limit_v2 (id, created, updated, name, "limit", active, active_slots, denied_slots,
      slot_decay_per_second, avg_slot_occupancy_seconds)
    VALUES ($1, $2, $2, $3, $4, true, 0, 0, 0, 2.0)
    ON CONFLICT (name) DO UPDATE SET "limit" = EXCLUDED."limit", updated = EXCLUDED.updated
    RETURNING id
    """)

  static let setLimit = Statement(
    "deployment.setLimit",
    """
    WITH change AS (
      UPDATE concurrency_limit_v2 SET "limit" = $2, updated = $3 WHERE id = $1
      RETURNING id, active, "limit", active_slots
    ), \(SlotBranches.woken(ConcurrencyLimitStatement.free))
    SELECT id FROM change
    """)

  /// Deletes the limit that a deployment has for itself; one of another name is only let go.
  static let deleteOwnLimit = Statement(
    "deployment.deleteOwnLimit", "DELETE FROM concurrency_limit_v2 WHERE id = $1 AND name = $2")
}
