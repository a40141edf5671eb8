-- The indexes of the big tables. Each one is written to by every insert and by nearly every update, so each has to earn its cost:
-- of Prefect's, those stay that a query of ours, a foreign key or a uniqueness needs; a few give way to narrower ones
-- (004_index_steps.sql has our own).

-- Prefect's own definitions of what is taken away, so that a database can be handed back (README).
CREATE TABLE apus.prefect_index (
  name text PRIMARY KEY,
  definition text NOT NULL
);

-- Makes Prefect's indexes again, as Prefect's own migrations expect them.
CREATE FUNCTION apus.restore_prefect_indexes() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  index apus.prefect_index;
BEGIN
  FOR index IN SELECT * FROM apus.prefect_index ORDER BY name LOOP
    IF to_regclass('public.' || quote_ident(index.name)) IS NULL THEN
      EXECUTE index.definition;
    END IF;
  END LOOP;
END
$$;

INSERT INTO apus.prefect_index (name, definition)
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND indexname = ANY (ARRAY[
  -- Flow runs. Another index begins with the same column, or is the same one read backwards.
  'ix_flow_run__coalesce_start_time_expected_start_time_asc', 'ix_flow_run__flow_id', 'ix_flow_run__state_type',
  -- Nothing is looked up by these, or only among what another condition leaves.
  'ix_flow_run__deployment_version', 'ix_flow_run__flow_version', 'ix_flow_run__start_time', 'ix_flow_run__state_timestamp',
  'ix_flow_run__updated', 'ix_flow_run__work_queue_name',
  -- Narrower ones below.
  'ix_flow_run__infrastructure_document_id', 'ix_flow_run__next_scheduled_start_time_asc', 'ix_flow_run__parent_task_run_id',
  -- One below has the same order.
  'ix_flow_run__expected_start_time_desc',

  -- Task runs, for the same reasons.
  'ix_task_run__flow_run_id', 'ix_task_run__state_type', 'ix_task_run__state_id', 'ix_task_run__state_timestamp',
  'ix_task_run__updated', 'ix_task_run__next_scheduled_start_time_asc', 'ix_task_run__expected_start_time_desc',

  -- States are found by their run or by their id only.
  'ix_flow_run_state__name', 'ix_flow_run_state__type', 'ix_flow_run_state__updated', 'ix_flow_run_state__result_artifact_id',
  'ix_task_run_state__name', 'ix_task_run_state__type', 'ix_task_run_state__updated', 'ix_task_run_state__result_artifact_id',

  -- Logs are listed by run and time, or by time.
  'ix_log__flow_run_id', 'ix_log__level', 'ix_log__updated',

  -- Events are found by id, time, name or resource. Involved resources are looked up in event_resources, not in the documents.
  -- With the resource behind the name an index serves only who asks for both.
  'ix_events__event__id', 'ix_events__event_occurred', 'ix_events__event_resource_id_occurred', 'ix_events__occurred',
  'ix_events__related_gin', 'ix_events__related_resource_ids_gin', 'ix_events__updated', 'ix_event_resources__updated',

  'ix_artifact__key', 'ix_artifact__updated'
]);
