-- Our own indexes, and what has to be done so that the database has these and none of Prefect's that are taken away.

-- They may be there already, from an earlier stay on the database.
CREATE TABLE apus.own_index (
  name text PRIMARY KEY,
  -- What stands behind the name in CREATE INDEX.
  definition text NOT NULL
);

INSERT INTO apus.own_index (name, definition) VALUES
-- Runs that wait for their time: for workers that ask for some, and to find the late ones.
('apus_flow_run_scheduled', $$ON public.flow_run (next_scheduled_start_time, id) WHERE state_type = 'SCHEDULED'$$),
('apus_task_run_scheduled', $$ON public.task_run (next_scheduled_start_time, id) WHERE state_type = 'SCHEDULED'$$),
-- The next runs of flows, of which many may have none.
('apus_flow_run_flow_id_scheduled', $$ON public.flow_run (flow_id, next_scheduled_start_time, id) WHERE state_type = 'SCHEDULED'$$),
-- Lists in the order of time; histories and counts of a span find in it all that they read.
('apus_flow_run_expected_start_time', $$ON public.flow_run (expected_start_time DESC)
  INCLUDE (state_type, state_name, state_timestamp, start_time, total_run_time, parent_task_run_id)$$),
('apus_task_run_expected_start_time', $$ON public.task_run (expected_start_time DESC)
  INCLUDE (state_type, state_name, state_timestamp, start_time, total_run_time)$$),
-- Subflows of a task run, and the foreign key.
('apus_flow_run_parent_task_run_id', $$ON public.flow_run (parent_task_run_id) WHERE parent_task_run_id IS NOT NULL$$),
-- What happened to a resource.
('apus_events_resource_id_occurred', $$ON public.events (resource_id, occurred, id)$$),
-- Foreign keys that are rarely set.
('apus_flow_run_infrastructure_document_id', $$ON public.flow_run (infrastructure_document_id) WHERE infrastructure_document_id IS NOT NULL$$),
('apus_flow_run_state_result_artifact_id', $$ON public.flow_run_state (result_artifact_id) WHERE result_artifact_id IS NOT NULL$$),
('apus_task_run_state_result_artifact_id', $$ON public.task_run_state (result_artifact_id) WHERE result_artifact_id IS NOT NULL$$);

-- The statements that are still to be run, by turns; none of them keeps others from the tables. An index whose building was
-- interrupted is there, but no query may use it.
CREATE VIEW apus.index_step AS
SELECT 1 AS turn, o.name, 'DROP INDEX CONCURRENTLY public.' || quote_ident(o.name) AS step
FROM apus.own_index o JOIN pg_index i ON i.indexrelid = to_regclass('public.' || quote_ident(o.name))
WHERE NOT i.indisvalid
UNION ALL
SELECT 2, o.name, 'CREATE INDEX CONCURRENTLY ' || quote_ident(o.name) || ' ' || o.definition
FROM apus.own_index o
WHERE NOT EXISTS (
  SELECT FROM pg_index i WHERE i.indexrelid = to_regclass('public.' || quote_ident(o.name)) AND i.indisvalid)
UNION ALL
SELECT 3, p.name, 'DROP INDEX CONCURRENTLY public.' || quote_ident(p.name)
FROM apus.prefect_index p
WHERE to_regclass('public.' || quote_ident(p.name)) IS NOT NULL;
