-- Lists of the runs of a pool, and of runs by name.
INSERT INTO apus.own_index (name, definition) VALUES
-- The runs that wait in a queue, which its page lists by their ids.
('apus_flow_run_work_queue_id_waiting', $$ON public.flow_run (work_queue_id, id) WHERE state_name = 'Scheduled'$$),
-- The last runs of each queue of a pool, however long ago those were: along all runs one would have to go that far.
('apus_flow_run_work_queue_id_start_time', $$ON public.flow_run (work_queue_id, (COALESCE(start_time, expected_start_time)) DESC)$$),
-- Runs by name, of which those that were not due within a span of time are passed over: many share a name.
('apus_flow_run_name_expected_start_time', $$ON public.flow_run (name, expected_start_time)$$);

INSERT INTO apus.prefect_index (name, definition)
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname = 'ix_flow_run__name';
