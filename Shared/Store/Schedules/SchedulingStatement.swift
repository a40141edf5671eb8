internal import Postgres

enum SchedulingStatement {
  /// Deployments with an active schedule that has too few runs ahead, or not far enough.
  static let waiting = Statement(
    "scheduling.waiting",
    """
    SELECT d.id FROM deployment d
    WHERE NOT d.paused AND ($1::uuid IS NULL OR d.id > $1) AND EXISTS (
      SELECT FROM deployment_schedule s CROSS JOIN LATERAL (
        SELECT count(*) AS runs, max(r.next_scheduled_start_time) AS last FROM flow_run r
        WHERE r.deployment_id = s.deployment_id AND r.state_type = 'SCHEDULED' AND r.auto_scheduled = true
          AND r.next_scheduled_start_time >= $2 AND r.created_by ->> 'id' = s.id::text
      ) ahead
      WHERE s.deployment_id = d.id AND s.active AND (ahead.runs < $3 OR ahead.last < $2 + $4))
    ORDER BY d.id LIMIT $5
    """, isRepeatable: true)

  /// Deployments that changed since a moment, or whose schedules did, and have an active schedule.
  static let recent = Statement(
    "scheduling.recent",
    """
    SELECT d.id FROM deployment d
    WHERE NOT d.paused AND ($1::uuid IS NULL OR d.id > $1) AND d.id IN (
      SELECT id FROM deployment WHERE updated >= $2
      UNION SELECT deployment_id FROM deployment_schedule WHERE updated >= $2 AND active)
      AND EXISTS (SELECT FROM deployment_schedule s WHERE s.deployment_id = d.id AND s.active)
    ORDER BY d.id LIMIT $3
    """, isRepeatable: true)

  static let now = Statement("scheduling.now", "SELECT clock_timestamp()", isRepeatable: true)

  static let channel = "apus_deployment"

  static let wake = Statement("scheduling.wake", "SELECT pg_notify('\(channel)', '')")

  static let activeSchedules = Statement(
    "scheduling.activeSchedules",
    """
    SELECT d.id, d.updated, d.flow_id, d.parameters, d.tags, d.labels, s.id, s.updated, s.schedule, s.parameters, s.slug
    FROM deployment d JOIN deployment_schedule s ON s.deployment_id = d.id AND s.active
    WHERE d.id = ANY($1) ORDER BY d.id, s.updated DESC, s.id DESC
    """, isRepeatable: true)

  /// Makes runs of schedules that nobody changed since they were read, with their states; what is there already is left
  /// as it is. The locks keep changes of the deployments out until the runs are there to be deleted by them; schedulers
  /// do not keep out each other.
  static let insert = Statement(
    "scheduling.insert",
    """
    WITH plan AS (
      SELECT * FROM unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::jsonb[], $6::jsonb[], $7::jsonb[],
        $8::jsonb[]) WITH ORDINALITY
        AS i(schedule_id, schedule_updated, deployment_updated, parameters, tags, labels, created_by, number)
    ), source AS (
      SELECT plan.number, plan.parameters, plan.tags, plan.labels, plan.created_by, d.id AS deployment_id, d.flow_id,
        d.version, d.work_queue_name, d.work_queue_id, d.infrastructure_document_id
      FROM plan
      JOIN deployment_schedule s ON s.id = plan.schedule_id AND s.updated = plan.schedule_updated AND s.active
      JOIN deployment d ON d.id = s.deployment_id AND d.updated = plan.deployment_updated
      ORDER BY d.id, s.id FOR SHARE OF d, s
    ), run AS (
      SELECT * FROM unnest($9::int8[], $10::uuid[], $11::text[], $12::uuid[], $13::timestamptz[], $14::text[],
        $15::jsonb[]) AS i(number, id, name, state_id, date, key, details)
    ), change AS (
      INSERT INTO flow_run (id, created, updated, name, flow_id, deployment_id, deployment_version, work_queue_name,
        work_queue_id, parameters, infrastructure_document_id, idempotency_key, tags, labels, auto_scheduled, created_by,
        empirical_policy, state_id, state_type, state_name, expected_start_time,
        next_scheduled_start_time)
      SELECT run.id, $1, $1, run.name, source.flow_id, source.deployment_id, source.version, source.work_queue_name,
        source.work_queue_id, source.parameters, source.infrastructure_document_id, run.key, source.tags, source.labels,
        true, source.created_by, $16, run.state_id, 'SCHEDULED', 'Scheduled', run.date, run.date
      FROM run JOIN source ON source.number = run.number
      ORDER BY run.key
      ON CONFLICT (flow_id, idempotency_key) DO NOTHING
      RETURNING id
    ), state AS (
      INSERT INTO flow_run_state (id, flow_run_id, type, timestamp, name, message, state_details)
      SELECT run.state_id, run.id, 'SCHEDULED', $1, 'Scheduled', 'Flow run scheduled', run.details
      FROM run JOIN change ON change.id = run.id
    )
    SELECT id FROM change
    """)
}
