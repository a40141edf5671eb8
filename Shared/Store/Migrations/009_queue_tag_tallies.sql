-- Runs are tallied by work queue and tag together, too: a dashboard of a tag counts the runs of each pool.

CREATE OR REPLACE VIEW apus.flow_run_fact AS
SELECT apus.tally_slot(r.expected_start_time) AS slot, r.expected_start_time,
  ARRAY['', 'flow:' || r.flow_id] || t.tags
    || CASE WHEN r.work_queue_id IS NOT NULL
      THEN ARRAY['queue:' || r.work_queue_id] || ARRAY(SELECT 'queue:' || r.work_queue_id || ',' || tag FROM unnest(t.tags) tag) END AS keys,
  TRUE AS in_run, r.parent_task_run_id IS NOT NULL AS nested, FALSE AS in_subflow, r.start_time,
  COALESCE(r.start_time, r.expected_start_time) AS began, NULL::timestamptz AS due, r.state_type, r.state_name, r.state_timestamp,
  r.total_run_time
FROM public.flow_run r
CROSS JOIN LATERAL (
  SELECT CASE WHEN jsonb_typeof(r.tags) = 'array' AND r.tags <> '[]' THEN ARRAY(
    SELECT DISTINCT 'tag:' || (tag #>> '{}') FROM jsonb_array_elements(r.tags) tag
    WHERE jsonb_typeof(tag) = 'string' AND length(tag #>> '{}') <= 100) END AS tags
) t;

SELECT apus.begin_run_tallies();

-- The next runs of a deployment, which its page and each line of the deployments' page ask for by the name of their state; and how
-- many runs of a queue are late.
INSERT INTO apus.own_index (name, definition) VALUES
('apus_flow_run_state_name_deployment_id', $$ON public.flow_run (state_name, deployment_id, expected_start_time)
  INCLUDE (work_queue_id)$$);

-- It begins with the same column.
INSERT INTO apus.prefect_index (name, definition)
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname = 'ix_flow_run__state_name';
