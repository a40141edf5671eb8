internal import Postgres

enum FlowRunStatement {
  static let read = Statement(
    "flowRun.read", "SELECT \(FlowRunColumns.list.text) FROM \(FlowRunColumns.joins.text) WHERE r.id = $1",
    isRepeatable: true)

  static let readByIdempotencyKey = Statement(
    "flowRun.readByIdempotencyKey",
    """
    SELECT \(FlowRunColumns.list.text) FROM \(FlowRunColumns.joins.text)
    WHERE r.flow_id = $1 AND r.idempotency_key = $2
    """, isRepeatable: true)

  /// Everything that the rules and the event of a transition need, in one row: the run as it is read, what is involved,
  /// the deployment's slots, and the parent task run with its state.
  static let facts = Statement(
    "flowRun.facts",
    """
    SELECT \(FlowRunColumns.list.text), p.type, COALESCE(q.concurrency_limit, p.concurrency_limit) IS NOT NULL,
      f.name, f.tags, d.id, d.name, d.tags, \(DeploymentSlotColumns.list.text),
      \(ParentTaskRunColumns.list.text)
    FROM \(FlowRunColumns.joins.text)
    JOIN flow f ON f.id = r.flow_id
    LEFT JOIN deployment d ON d.id = r.deployment_id
    \(DeploymentSlotColumns.joins.text)
    \(ParentTaskRunColumns.joins("r.parent_task_run_id"))
    WHERE r.id = $1
    """, isRepeatable: true)

  /// What making a run depends on: the flow, a run of the same key, and what the request names. One row, or none without
  /// the flow.
  static let creationFacts = Statement(
    "flowRun.creationFacts",
    """
    SELECT f.updated, f.name, f.tags, f.labels, d.id, d.name, d.tags, d.labels, existing.id, q.id, q.name,
      p.id, p.name, p.type, \(ParentTaskRunColumns.list.text)
    FROM flow f
    LEFT JOIN flow_run existing ON existing.flow_id = f.id AND existing.idempotency_key = $2
    LEFT JOIN deployment d ON d.id = $3
    LEFT JOIN work_pool p ON p.name = $5
    LEFT JOIN work_queue q ON q.work_pool_id = p.id
      AND CASE WHEN $6::text IS NULL THEN q.id = p.default_queue_id ELSE q.name = $6 END
    \(ParentTaskRunColumns.joins("$4"))
    WHERE f.id = $1
    """, isRepeatable: true)

  /// Makes runs with their first states, mirrors those of subflows on their parents, and tells of it. A run whose
  /// idempotency key is taken, or whose flow was changed since it was read, is left out.
  static let insert = Statement(
    "flowRun.insert",
    insertion(FlowRunWrite.proposal, FlowRunInsertColumns.select(after: FlowRunWrite.parameterCount))
      + FlowRunWrite.branches(after: FlowRunWrite.parameterCount + FlowRunInsertColumns.parameterCount) + written)

  /// The same for plain writes. Parameters: those of a plain proposal, those of the run.
  static let plainInsert = Statement(
    "flowRun.plainInsert",
    insertion(
      FlowRunWrite.plainProposals, FlowRunInsertColumns.selectAll(after: FlowRunWrite.plainParameterCount))
      + FlowRunWrite.branchesOfAll(
        after: FlowRunWrite.plainParameterCount + FlowRunInsertColumns.parameterCount)
      + writtenByAll, servesMany: true)

  private static func insertion(_ proposal: String, _ run: String) -> String {
    """
    WITH proposal AS MATERIALIZED (\(proposal)),
    change AS (
      INSERT INTO flow_run (id, created, updated, name, flow_id, deployment_id, deployment_version, work_queue_id,
        work_queue_name, flow_version, parameters, idempotency_key, context, tags, labels, parent_task_run_id,
        auto_scheduled, infrastructure_document_id, created_by, job_variables,
        state_id, state_type, state_name, state_timestamp, run_count, expected_start_time, next_scheduled_start_time,
        start_time, end_time, total_run_time, empirical_policy)
      SELECT n.id, n.created, n.created, n.name, n.flow_id, n.deployment_id, n.deployment_version, n.work_queue_id,
        n.work_queue_name, n.flow_version, n.parameters, n.idempotency_key, n.context, n.tags, n.labels,
        n.parent_task_run_id, n.auto_scheduled, n.infrastructure_document_id, n.created_by, n.job_variables,
        i.state_id, i.type, i.name, i.timestamp, i.run_count, i.expected_start_time,
        i.next_scheduled_start_time, i.start_time, i.end_time, i.total_run_time, i.policy
      FROM (\(run)) n JOIN proposal i ON i.run_id = n.id
      WHERE EXISTS (SELECT FROM flow f WHERE f.id = n.flow_id AND f.updated = n.flow_updated)
      ON CONFLICT (flow_id, idempotency_key) DO NOTHING
      RETURNING id, state_id
    )
    """
  }
  private static let written = "\nSELECT id FROM change"
  private static let writtenByAll = "\nSELECT place, run_id AS id FROM done"

  /// Writes a decided transition of a run that nobody touched since it was read.
  static let transition = Statement(
    "flowRun.transition",
    change(FlowRunWrite.proposal) + FlowRunWrite.branches(after: FlowRunWrite.parameterCount) + written)

  /// The same for plain writes. Of several proposals for one run, one is written.
  static let plainTransition = Statement(
    "flowRun.plainTransition",
    change(FlowRunWrite.plainProposals) + FlowRunWrite.branchesOfAll(after: FlowRunWrite.plainParameterCount)
      + writtenByAll, servesMany: true)

  private static func change(_ proposal: String) -> String {
    """
    WITH proposal AS MATERIALIZED (\(proposal)),
    change AS (
      UPDATE flow_run r SET \(assignments)
      FROM proposal i
      WHERE r.id = i.run_id AND r.state_id IS NOT DISTINCT FROM i.expected_state_id AND r.updated = i.expected_updated
      RETURNING r.id, r.state_id
    )
    """
  }

  /// What a transition `i` changes in its run.
  static let assignments = """
    updated = i.written, state_id = i.state_id, state_type = i.type, state_name = i.name,
        state_timestamp = i.timestamp, run_count = i.run_count, expected_start_time = i.expected_start_time,
        next_scheduled_start_time = i.next_scheduled_start_time, start_time = i.start_time, end_time = i.end_time,
        total_run_time = i.total_run_time, empirical_policy = i.policy
    """

  /// Keeps what rules edited in the policy when no state is written (contract §3.1.6).
  static let updatePolicy = Statement(
    "flowRun.updatePolicy",
    """
    UPDATE flow_run SET empirical_policy = $3, updated = $4
    WHERE id = $1 AND updated = $2 RETURNING id
    """)

  /// Deletes what may be very many rows before the run, whose own statement holds locks that others wait for.
  static let deleteLogs = Statement(
    "flowRun.deleteLogs",
    "DELETE FROM log WHERE id IN (SELECT id FROM log WHERE flow_run_id = $1 LIMIT $2) RETURNING id", isRepeatable: true)
}
