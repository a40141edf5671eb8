-- A flow run with its first state and that state's event, in one statement. Leaves run_id and state_id.
WITH ids AS MATERIALIZED (
  SELECT gen_random_uuid() AS run_id, gen_random_uuid() AS state_id, clock_timestamp() AS now
), facts AS MATERIALIZED (
  SELECT ids.*, f.id AS flow_id, f.name AS flow_name, replace(ids.now::text, ' ', 'T') AS at
  FROM ids, flow f WHERE f.id = :flow_id::uuid
), run AS (
  INSERT INTO flow_run (
    id, created, updated, name, state_type, run_count, expected_start_time, next_scheduled_start_time, flow_version, parameters,
    context, empirical_policy, tags, auto_scheduled, flow_id, state_id, state_name, state_timestamp, job_variables, labels)
  SELECT
    run_id, now, now, 'busy-otter', 'SCHEDULED', 0, now, now, '1',
    '{"day": "2026-05-04", "limit": 500, "regions": ["north", "south"]}', '{}',
    '{"retries": 2, "resuming": false, "pause_keys": [], "retry_type": null, "max_retries": 0, "retry_delay": 10, "retry_delay_seconds": 0.0}',
    '["load"]', false, flow_id, state_id, 'Scheduled', now, '{}', jsonb_build_object('prefect.flow.id', flow_id)
  FROM facts
  ON CONFLICT (flow_id, idempotency_key) DO NOTHING
  RETURNING id
), state AS (
  INSERT INTO flow_run_state (id, created, updated, type, "timestamp", name, state_details, flow_run_id)
  SELECT
    f.state_id, f.now, f.now, 'SCHEDULED', f.now, 'Scheduled',
    '{"deferred": false, "cache_key": null, "pause_key": null, "retriable": null, "task_run_id": null, "traceparent": null, "pause_timeout": null, "refresh_cache": null, "transition_id": null, "scheduled_time": "2026-05-04T08Z", "cache_expiration": null, "pause_reschedule": false, "run_input_keyset": null, "child_flow_run_id": null, "task_parameters_id": null, "untrackable_result": false}',
    f.run_id
  FROM facts f JOIN run ON run.id = f.run_id
), event AS (
  INSERT INTO events (
    occurred, event, resource_id, resource, related_resource_ids, related, payload, received, recorded, id, created, updated)
  SELECT
    f.now, 'prefect.flow-run.Scheduled', 'prefect.flow-run.' || f.run_id,
    jsonb_build_object(
      'prefect.resource.id', 'prefect.flow-run.' || f.run_id, 'prefect.resource.name', 'busy-otter', 'prefect.run-count', '0',
      'prefect.state-message', '', 'prefect.state-name', 'Scheduled', 'prefect.state-timestamp', f.at || '+00:00',
      'prefect.state-type', 'SCHEDULED'),
    jsonb_build_array('prefect.flow.' || f.flow_id, 'prefect.tag.load'),
    jsonb_build_array(
      jsonb_build_object('prefect.resource.id', 'prefect.flow.' || f.flow_id, 'prefect.resource.role', 'flow', 'prefect.resource.name', f.flow_name),
      '{"prefect.resource.id": "prefect.tag.load", "prefect.resource.role": "tag"}'::jsonb),
    '{"intended": {"to": "SCHEDULED", "from": null}, "initial_state": null, "validated_state": {"name": "Scheduled", "type": "SCHEDULED"}}',
    f.now, f.now, f.state_id, f.now, f.now
  FROM facts f JOIN run ON run.id = f.run_id
  ON CONFLICT DO NOTHING
), resources AS (
  INSERT INTO event_resources (occurred, resource_id, resource_role, resource, event_id)
  SELECT f.now, r.id, r.role, r.labels, f.state_id
  FROM facts f JOIN run ON run.id = f.run_id, LATERAL (VALUES
    ('prefect.flow-run.' || f.run_id, '', '{"prefect.resource.name": "busy-otter", "prefect.run-count": "0", "prefect.state-message": "", "prefect.state-name": "Scheduled", "prefect.state-type": "SCHEDULED"}'::json),
    ('prefect.flow.' || f.flow_id, 'flow', '{"prefect.resource.name": "load"}'::json),
    ('prefect.tag.load', 'tag', '{}'::json)) AS r (id, role, labels)
)
SELECT f.run_id, f.state_id FROM facts f JOIN run ON run.id = f.run_id \gset
