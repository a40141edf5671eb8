internal import JSON
internal import Models
internal import Orchestration
internal import Postgres
internal import Values

extension FlowRunRepository {
  /// For clients that can't do it themselves: puts the failed task runs of a flow run that is tried again back to wait for
  /// the same moment (contract §3.2.15).
  ///
  /// Comes before the flow run's own state is written: should that not happen, the client fails again and finds none left.
  func retryFailedTaskRuns(_ outcome: FlowRunTransition, _ facts: FlowRunFacts) async throws {
    guard let due = outcome.subject.failedTaskRunsDue else { return }
    let id = outcome.subject.id
    let details = StateDetails(flowRunID: id, scheduledTime: due)
    _ = try await database.run(
      FlowRunStatement.retryFailedTaskRuns,
      [.uuid(id), .timestamp(outcome.now), .timestamp(due), .jsonb(details.json), .uuid(facts.run.stateID)],
      on: .key(id))
  }
}

extension FlowRunStatement {
  /// Puts all failed task runs of a flow run that is still in a state back to wait, their tries not counted. In the order
  /// of their ids, so that two of these do not wait for each other.
  static let retryFailedTaskRuns = Statement(
    "flowRun.retryFailedTaskRuns",
    """
    WITH failed AS (
      SELECT id, gen_random_uuid() AS state_id,
        GREATEST($2::timestamptz, state_timestamp + interval '1 microsecond') AS timestamp
      FROM task_run WHERE flow_run_id = $1 AND state_type = 'FAILED'
        AND EXISTS (SELECT FROM flow_run WHERE id = $1 AND state_id = $5)
      ORDER BY id FOR UPDATE
    ), retried AS (
      UPDATE task_run t SET updated = $2, state_id = f.state_id, state_type = 'SCHEDULED',
        state_name = 'AwaitingRetry', state_timestamp = f.timestamp, run_count = 0, end_time = NULL,
        expected_start_time = COALESCE(t.expected_start_time, $3), next_scheduled_start_time = $3
      FROM failed f WHERE t.id = f.id
    )
    INSERT INTO task_run_state (id, task_run_id, type, timestamp, name, state_details)
    SELECT state_id, id, 'SCHEDULED', timestamp, 'AwaitingRetry', $4::jsonb || jsonb_build_object('task_run_id', id)
    FROM failed
    """)
}
