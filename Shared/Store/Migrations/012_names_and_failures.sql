-- Searches for a part of a name among the runs of a span of time, and the runs of it that failed.
INSERT INTO apus.own_index (name, definition) VALUES
-- A common part of a name is found in the days that are asked for alone, however long the runs go back. Without days it serves as
-- Prefect's own does.
('apus_flow_run_name_days', $$ON public.flow_run USING gin (name gin_trgm_ops, (ARRAY[
  (expected_start_time AT TIME ZONE 'UTC')::date, (COALESCE(start_time, expected_start_time) AT TIME ZONE 'UTC')::date]))$$),
-- The last runs that failed: of all flows, which may have many others in between.
('apus_flow_run_failed_expected_start_time', $$ON public.flow_run (expected_start_time DESC)
  WHERE state_type IN ('FAILED', 'CRASHED')$$);

INSERT INTO apus.prefect_index (name, definition)
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname = 'trgm_ix_flow_run_name';
