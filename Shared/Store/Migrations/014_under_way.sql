INSERT INTO apus.own_index (name, definition) VALUES
-- The runs that are under way, few at any time: without it the database, as its sample of the rows falls out, may put two indexes
-- together and read all runs of a span of time for them.
('apus_flow_run_under_way', $$ON public.flow_run (expected_start_time)
  WHERE state_type IN ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')$$);
