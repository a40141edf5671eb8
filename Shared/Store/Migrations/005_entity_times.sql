-- The runs of a flow or a deployment within a span of time: their pages count and list them, and the flow's or the deployment's
-- other runs, which may be many and cold, are not to be read for it.
INSERT INTO apus.own_index (name, definition) VALUES
('apus_flow_run_flow_id_expected_start_time', $$ON public.flow_run (flow_id, expected_start_time)$$),
('apus_flow_run_deployment_id_expected_start_time', $$ON public.flow_run (deployment_id, expected_start_time)$$);

-- The second begins with the same column.
INSERT INTO apus.prefect_index (name, definition)
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname = 'ix_flow_run__deployment_id';
