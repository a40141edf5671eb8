INSERT INTO apus.own_index (name, definition) VALUES
-- The subflows that are not over, to find those whose parent was cancelled.
('apus_flow_run_unfinished_subflow', $$ON public.flow_run (created, id)
  WHERE parent_task_run_id IS NOT NULL AND state_type IN ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')$$);

-- Whether a task run stands for a flow run is looked up for each (OFFSET 0). Left alone, the database reads all subflows that there are
-- for the few task runs that are tallied.
CREATE OR REPLACE VIEW apus.task_run_fact AS
SELECT apus.tally_slot(t.expected_start_time) AS slot, t.expected_start_time, COALESCE(r.keys, ARRAY['']) AS keys,
  t.flow_run_id IS NOT NULL AS in_run,
  EXISTS (SELECT FROM public.flow_run s WHERE s.parent_task_run_id = t.id OFFSET 0) AS nested,
  COALESCE(r.in_subflow, FALSE) AS in_subflow, t.start_time, t.start_time AS began, r.expected_start_time AS due, t.state_type,
  t.state_name, t.state_timestamp, t.total_run_time
FROM public.task_run t
-- The flow run of each, for the same reason.
LEFT JOIN LATERAL (
  SELECT ARRAY['', 'flow:' || r.flow_id] || CASE WHEN jsonb_typeof(r.tags) = 'array' AND r.tags <> '[]' THEN ARRAY(
      SELECT DISTINCT 'tag:' || (tag #>> '{}') FROM jsonb_array_elements(r.tags) tag
      WHERE jsonb_typeof(tag) = 'string' AND length(tag #>> '{}') <= 100) END AS keys,
    r.parent_task_run_id IS NOT NULL AS in_subflow, r.expected_start_time
  FROM public.flow_run r WHERE r.id = t.flow_run_id OFFSET 0
) r ON TRUE;
