-- The runs that wait in a queue, which its page lists by their ids.
INSERT INTO apus.own_index (name, definition) VALUES
('apus_flow_run_work_queue_id_waiting', $$ON public.flow_run (work_queue_id, id) WHERE state_name = 'Scheduled'$$);
