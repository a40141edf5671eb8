-- Lists and counts that the pages of one flow, one deployment and one resource ask for, and the dashboard of failing flows.
INSERT INTO apus.own_index (name, definition) VALUES
-- Runs in the order in which most pages show them. Those that are not due yet come first, and are passed over by the second column.
('apus_flow_run_start_time', $$ON public.flow_run ((COALESCE(start_time, expected_start_time)) DESC, expected_start_time)$$),
-- The last runs of a flow or a deployment, in the order in which its page shows them; with the state, by which they are counted.
('apus_flow_run_flow_id_start_time', $$ON public.flow_run (flow_id, (COALESCE(start_time, expected_start_time)) DESC)$$),
('apus_flow_run_deployment_id_start_time', $$ON public.flow_run (deployment_id, (COALESCE(start_time, expected_start_time)) DESC)
  INCLUDE (state_type, state_name)$$),
-- The runs of a pool's queues within a span of time, and the foreign key.
('apus_flow_run_work_queue_id_expected_start_time', $$ON public.flow_run (work_queue_id, expected_start_time)$$),
-- Which flows have runs that failed within a span of time.
('apus_flow_run_failed', $$ON public.flow_run (flow_id, expected_start_time) WHERE state_type IN ('FAILED', 'CRASHED')$$),
-- Events about a resource, or about all whose ids begin alike: by Prefect's index, which follows a language's order, that is not found.
('apus_event_resources_resource_id_occurred', $$ON public.event_resources (resource_id text_pattern_ops, occurred)$$);

INSERT INTO apus.prefect_index (name, definition)
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = 'public'
  AND indexname IN (
    'ix_flow_run__coalesce_start_time_expected_start_time_desc', 'ix_flow_run__work_queue_id', 'ix_event_resources__resource_id__occurred'
  );
