-- One transition from <FROM> to <TYPE>: state, run and event, guarded by the state that was read. Leaves state_id.
WITH ids AS MATERIALIZED (
  SELECT
    :run_id::uuid AS run_id, gen_random_uuid() AS state_id, clock_timestamp() AS now, :flow_id::uuid AS flow_id,
    replace(clock_timestamp()::text, ' ', 'T') AS at
), run AS (
  UPDATE flow_run r SET
    updated = ids.now, state_id = ids.state_id, state_type = '<TYPE>', state_name = '<NAME>', state_timestamp = ids.now,
    next_scheduled_start_time = NULL, expected_start_time = COALESCE(r.expected_start_time, ids.now),
    run_count = r.run_count + CASE WHEN '<TYPE>' = 'RUNNING' THEN 1 ELSE 0 END,
    start_time = CASE WHEN '<TYPE>' = 'RUNNING' THEN COALESCE(r.start_time, ids.now) ELSE r.start_time END,
    end_time = CASE WHEN '<TYPE>' = 'COMPLETED' THEN ids.now END,
    total_run_time = r.total_run_time + CASE WHEN '<FROM>' = 'RUNNING' THEN ids.now - r.state_timestamp ELSE '0' END
  FROM ids WHERE r.id = ids.run_id AND r.state_id = :state_id::uuid
  RETURNING r.id
), state AS (
  INSERT INTO flow_run_state (id, created, updated, type, "timestamp", name, state_details, flow_run_id)
  SELECT
    i.state_id, i.now, i.now, '<TYPE>', i.now, '<NAME>',
    '{"deferred": false, "cache_key": null, "pause_key": null, "retriable": null, "task_run_id": null, "traceparent": null, "pause_timeout": null, "refresh_cache": null, "transition_id": "3c0e1d1e-6d3d-4b4f-8a51-0a5b0f0c8a11", "scheduled_time": null, "cache_expiration": null, "pause_reschedule": false, "run_input_keyset": null, "child_flow_run_id": null, "task_parameters_id": null, "untrackable_result": false}',
    i.run_id
  FROM ids i JOIN run ON run.id = i.run_id
), event AS (
  INSERT INTO events (
    occurred, event, resource_id, resource, related_resource_ids, related, payload, received, recorded, follows, id, created, updated)
  SELECT
    i.now, 'prefect.flow-run.<NAME>', 'prefect.flow-run.' || i.run_id,
    jsonb_build_object(
      'prefect.resource.id', 'prefect.flow-run.' || i.run_id, 'prefect.resource.name', 'busy-otter', 'prefect.run-count', '1',
      'prefect.state-message', '', 'prefect.state-name', '<NAME>', 'prefect.state-timestamp', i.at || '+00:00',
      'prefect.state-type', '<TYPE>'),
    jsonb_build_array('prefect.flow.' || i.flow_id, 'prefect.tag.load'),
    jsonb_build_array(
      jsonb_build_object('prefect.resource.id', 'prefect.flow.' || i.flow_id, 'prefect.resource.role', 'flow', 'prefect.resource.name', 'load'),
      '{"prefect.resource.id": "prefect.tag.load", "prefect.resource.role": "tag"}'::jsonb),
    '{"intended": {"to": "<TYPE>", "from": "<FROM>"}, "initial_state": {"name": "<FROM>", "type": "<FROM>"}, "validated_state": {"name": "<NAME>", "type": "<TYPE>"}}',
    i.now, i.now, :state_id::uuid, i.state_id, i.now, i.now
  FROM ids i JOIN run ON run.id = i.run_id
  ON CONFLICT DO NOTHING
), resources AS (
  INSERT INTO event_resources (occurred, resource_id, resource_role, resource, event_id)
  SELECT i.now, r.id, r.role, r.labels, i.state_id
  FROM ids i JOIN run ON run.id = i.run_id, LATERAL (VALUES
    ('prefect.flow-run.' || i.run_id, '', '{"prefect.resource.name": "busy-otter", "prefect.run-count": "1", "prefect.state-message": "", "prefect.state-name": "<NAME>", "prefect.state-type": "<TYPE>"}'::json),
    ('prefect.flow.' || i.flow_id, 'flow', '{"prefect.resource.name": "load"}'::json),
    ('prefect.tag.load', 'tag', '{}'::json)) AS r (id, role, labels)
)
SELECT i.state_id FROM ids i JOIN run ON run.id = i.run_id \gset
