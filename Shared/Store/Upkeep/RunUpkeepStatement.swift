internal import Postgres

/// Pages of runs by moment and id: $1 and $2 are those of the last one seen, $3 is how many.
enum RunUpkeepStatement {
  static let late = Statement(
    "runUpkeep.late",
    """
    SELECT r.id, r.state_id, r.next_scheduled_start_time, r.deployment_id FROM flow_run r
    WHERE r.state_type = 'SCHEDULED' AND r.state_name = 'Scheduled' AND r.state_id IS NOT NULL
      AND r.next_scheduled_start_time <= $4
      AND ($1::timestamptz IS NULL OR (r.next_scheduled_start_time, r.id) > ($1, $2::uuid))
    ORDER BY r.next_scheduled_start_time, r.id LIMIT $3
    """, isRepeatable: true)

  /// Runs that are due and whose deployment is deleted, or never was.
  static let withoutDeployment = Statement(
    "runUpkeep.withoutDeployment",
    """
    SELECT r.id, r.state_id, r.next_scheduled_start_time, r.deployment_id FROM flow_run r
    WHERE \(DeploymentStatement.isWaiting.text) AND r.next_scheduled_start_time <= $4 AND r.deployment_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM deployment d WHERE d.id = r.deployment_id)
      AND ($1::timestamptz IS NULL OR (r.next_scheduled_start_time, r.id) > ($1, $2::uuid))
    ORDER BY r.next_scheduled_start_time, r.id LIMIT $3
    """, isRepeatable: true)

  /// The texts that a cast to `timestamptz` takes for certain: days that the calendar has, and zones that PostgreSQL has.
  private static let moment = #"""
    ^(?!0000)(\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))\#
    |(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)\#
    T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-](0\d|1[0-5]):?[0-5]\d)$
    """#

  /// A time that is none keeps its run out of the pages instead of keeping the others from being looked at.
  static let expiredPauses = Statement(
    "runUpkeep.expiredPauses",
    """
    WITH paused AS (
      SELECT r.id, r.state_id, r.deployment_id, CASE
        WHEN s.state_details ->> 'pause_timeout' ~ '\(moment)'
        THEN (s.state_details ->> 'pause_timeout')::timestamptz END AS expiry
      FROM flow_run r JOIN flow_run_state s ON s.id = r.state_id
      WHERE r.state_type = 'PAUSED'
    )
    SELECT id, state_id, expiry, deployment_id FROM paused
    WHERE expiry < $4 AND ($1::timestamptz IS NULL OR (expiry, id) > ($1, $2::uuid))
    ORDER BY expiry, id LIMIT $3
    """, isRepeatable: true)

  static let cancelling = Statement(
    "runUpkeep.cancelling",
    """
    SELECT r.id, r.state_id, r.state_timestamp, r.deployment_id FROM flow_run r
    WHERE r.state_type = 'CANCELLING' AND r.state_id IS NOT NULL AND r.state_timestamp <= $4
      AND ($1::timestamptz IS NULL OR (r.state_timestamp, r.id) > ($1, $2::uuid))
    ORDER BY r.state_timestamp, r.id LIMIT $3
    """, isRepeatable: true)

  /// One with a deployment that is cancelling already is left to its worker.
  static let subflowsOfCancelled = Statement(
    "runUpkeep.subflowsOfCancelled",
    """
    SELECT r.id, r.state_id, r.created, r.deployment_id
    FROM flow_run r JOIN task_run t ON t.id = r.parent_task_run_id JOIN flow_run p ON p.id = t.flow_run_id
    WHERE r.parent_task_run_id IS NOT NULL AND r.state_type IN ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
      AND r.state_id IS NOT NULL AND p.state_type = 'CANCELLED' AND NOT (r.deployment_id IS NOT NULL AND r.state_type = 'CANCELLING')
      AND ($1::timestamptz IS NULL OR (r.created, r.id) > ($1, $2::uuid))
    ORDER BY r.created, r.id LIMIT $3
    """, isRepeatable: true)

  static let tasksOfCancelled = Statement(
    "runUpkeep.tasksOfCancelled",
    """
    SELECT t.id, t.state_id, t.created, NULL::uuid
    FROM flow_run r JOIN task_run t ON t.flow_run_id = r.id
    WHERE r.state_type = 'CANCELLED' AND r.end_time >= $4 AND t.state_id IS NOT NULL
      AND t.state_type IN ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
      AND ($1::timestamptz IS NULL OR (t.created, t.id) > ($1, $2::uuid))
    ORDER BY t.created, t.id LIMIT $3
    """, isRepeatable: true)
}
