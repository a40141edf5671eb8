-- Runs that were expected long enough ago are counted once, so that dashboards do not count them again and again: per five minutes,
-- how many have what in common. What a tally says holds as long as nothing is noted in apus.tally_change for its five minutes;
-- both are read in one snapshot with the runs themselves, so a count is as exact as one of the runs.

CREATE FUNCTION apus.tally_slot(moment timestamptz) RETURNS timestamptz IMMUTABLE PARALLEL SAFE LANGUAGE sql
RETURN date_bin('5 minutes', moment, '2000-01-01 00:00:00+00');

CREATE TABLE apus.flow_run_tally (
  -- When the five minutes begin in which the runs were expected to start.
  slot timestamptz NOT NULL,
  -- Runs are tallied twice: those of all flows together, and those of each.
  of_flow boolean NOT NULL,
  flow_id uuid,
  -- A task run may be without a flow run.
  in_run boolean NOT NULL,
  -- A flow run that a task run stands for, or such a task run.
  nested boolean NOT NULL,
  started boolean NOT NULL,
  state_type public.state_type,
  state_name text,
  count bigint NOT NULL,
  -- Of those that go on: how many.
  running bigint NOT NULL,
  -- Of those that never started and still may: how many.
  waiting bigint NOT NULL,
  -- How long all have run together and how late they were, those that go on or wait at the end of the five minutes.
  run_time interval NOT NULL,
  lateness interval NOT NULL,
  -- Between which moments they started, by what filters of start_time go by; NULL for task runs that never did.
  first_start timestamptz,
  last_start timestamptz,
  -- Between which moments the flow runs of task runs were expected.
  first_due timestamptz,
  last_due timestamptz
) PARTITION BY LIST (of_flow);
CREATE TABLE apus.task_run_tally (LIKE apus.flow_run_tally) PARTITION BY LIST (of_flow);
CREATE TABLE apus.flow_run_tally_together PARTITION OF apus.flow_run_tally FOR VALUES IN (FALSE);
CREATE TABLE apus.flow_run_tally_of_flow PARTITION OF apus.flow_run_tally FOR VALUES IN (TRUE);
CREATE INDEX flow_run_tally_together_slot ON apus.flow_run_tally_together (slot);
CREATE INDEX flow_run_tally_of_flow_flow_id_slot ON apus.flow_run_tally_of_flow (flow_id, slot);
-- To take a slot's away. By a span of slots nothing is to be found here: the planner would read those of all flows.
CREATE INDEX flow_run_tally_of_flow_slot ON apus.flow_run_tally_of_flow USING hash (slot);
CREATE TABLE apus.task_run_tally_together PARTITION OF apus.task_run_tally FOR VALUES IN (FALSE);
CREATE TABLE apus.task_run_tally_of_flow PARTITION OF apus.task_run_tally FOR VALUES IN (TRUE);
CREATE INDEX task_run_tally_together_slot ON apus.task_run_tally_together (slot);
CREATE INDEX task_run_tally_of_flow_flow_id_slot ON apus.task_run_tally_of_flow (flow_id, slot);
-- To take a slot's away. By a span of slots nothing is to be found here: the planner would read those of all flows.
CREATE INDEX task_run_tally_of_flow_slot ON apus.task_run_tally_of_flow USING hash (slot);

-- What tallies are made of. Runs that began an hour or more apart are tallied apart, so that a span of time takes or leaves most
-- tallies whole.
CREATE VIEW apus.flow_run_fact AS
SELECT apus.tally_slot(r.expected_start_time) AS slot, r.expected_start_time, r.flow_id, TRUE AS in_run,
  r.parent_task_run_id IS NOT NULL AS nested, r.start_time, COALESCE(r.start_time, r.expected_start_time) AS began,
  NULL::timestamptz AS due, r.state_type, r.state_name, r.state_timestamp, r.total_run_time
FROM public.flow_run r;

CREATE VIEW apus.task_run_fact AS
SELECT apus.tally_slot(t.expected_start_time) AS slot, t.expected_start_time, r.flow_id, t.flow_run_id IS NOT NULL AS in_run,
  EXISTS (SELECT FROM public.flow_run s WHERE s.parent_task_run_id = t.id) AS nested, t.start_time, t.start_time AS began,
  r.expected_start_time AS due, t.state_type, t.state_name, t.state_timestamp, t.total_run_time
FROM public.task_run t
-- OFFSET 0: a flow run each, by its id. Left alone, the database reads them all for a few thousand task runs.
LEFT JOIN LATERAL (SELECT r.flow_id, r.expected_start_time FROM public.flow_run r WHERE r.id = t.flow_run_id OFFSET 0) r ON TRUE;

-- Up to when the runs of a table are tallied, from the first of them on.
CREATE TABLE apus.tally_progress (
  relation text PRIMARY KEY,
  -- The tables whose changes are noted: Prefect makes new ones when its database is reset.
  tables oid[] NOT NULL,
  until timestamptz NOT NULL
);

-- Slots of which a run was made, changed or deleted since they were tallied.
CREATE TABLE apus.tally_change (
  relation text NOT NULL,
  slot timestamptz NOT NULL
);
CREATE INDEX tally_change_relation_slot ON apus.tally_change (relation, slot);

CREATE FUNCTION apus.tallied_tables(relation text) RETURNS oid[] STABLE LANGUAGE sql
RETURN ARRAY[to_regclass('public.flow_run')::oid, to_regclass('public.task_run')::oid];

-- Up to when tallies count; -infinity where they don't. The planner asks too, hence it is a function.
CREATE FUNCTION apus.tallied_until(name text) RETURNS timestamptz STABLE LANGUAGE plpgsql AS $$
BEGIN
  RETURN COALESCE(
    (SELECT until FROM apus.tally_progress WHERE relation = name AND tables = apus.tallied_tables(relation)), '-infinity');
END
$$;

-- Whether changes of what was expected then are to be noted. What is tallied is older by half an hour at least, and no transaction
-- takes that long.
CREATE FUNCTION apus.is_noted(moment timestamptz) RETURNS boolean VOLATILE LANGUAGE sql
RETURN moment < clock_timestamp() - interval '30 minutes' AND isfinite(moment);

-- What the triggers do they do as who made them: Prefect may come to the tables as somebody who knows nothing of this schema.
CREATE FUNCTION apus.note_run_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND apus.is_noted(OLD.expected_start_time) THEN
    INSERT INTO apus.tally_change VALUES (TG_TABLE_NAME, apus.tally_slot(OLD.expected_start_time));
  END IF;
  IF TG_OP <> 'DELETE' AND apus.is_noted(NEW.expected_start_time)
    AND (TG_OP = 'INSERT' OR apus.tally_slot(NEW.expected_start_time) IS DISTINCT FROM apus.tally_slot(OLD.expected_start_time))
  THEN
    INSERT INTO apus.tally_change VALUES (TG_TABLE_NAME, apus.tally_slot(NEW.expected_start_time));
  END IF;
  RETURN NULL;
END
$$;

-- Task runs are tallied by what their flow run is and by whether they stand for one.
CREATE FUNCTION apus.note_change_of_task_runs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO apus.tally_change
  SELECT DISTINCT 'task_run', apus.tally_slot(t.expected_start_time) FROM public.task_run t
  WHERE (t.id = OLD.parent_task_run_id OR t.id = NEW.parent_task_run_id OR t.flow_run_id = NEW.id AND TG_OP = 'UPDATE')
    AND apus.is_noted(t.expected_start_time);
  RETURN NULL;
END
$$;

CREATE FUNCTION apus.forget_run_tallies() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE apus.tally_progress SET tables = '{}' WHERE relation IN ('flow_run', 'task_run');
  RETURN NULL;
END
$$;

-- Begins tallying anew, with nothing tallied.
CREATE FUNCTION apus.begin_run_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  CREATE OR REPLACE TRIGGER apus_note_insert AFTER INSERT ON public.flow_run FOR EACH ROW
    WHEN (NEW.expected_start_time < clock_timestamp() - interval '30 minutes') EXECUTE FUNCTION apus.note_run_change();
  CREATE OR REPLACE TRIGGER apus_note_delete AFTER DELETE ON public.flow_run FOR EACH ROW
    WHEN (OLD.expected_start_time < clock_timestamp() - interval '30 minutes') EXECUTE FUNCTION apus.note_run_change();
  CREATE OR REPLACE TRIGGER apus_note_update AFTER UPDATE ON public.flow_run FOR EACH ROW
    WHEN (LEAST(OLD.expected_start_time, NEW.expected_start_time) < clock_timestamp() - interval '30 minutes' AND
      (OLD.flow_id, OLD.parent_task_run_id, OLD.expected_start_time, OLD.start_time, OLD.state_type, OLD.state_name, OLD.state_timestamp, OLD.total_run_time)
      IS DISTINCT FROM
      (NEW.flow_id, NEW.parent_task_run_id, NEW.expected_start_time, NEW.start_time, NEW.state_type, NEW.state_name, NEW.state_timestamp, NEW.total_run_time))
    EXECUTE FUNCTION apus.note_run_change();
  CREATE OR REPLACE TRIGGER apus_note_task_runs_insert AFTER INSERT ON public.flow_run FOR EACH ROW
    WHEN (NEW.parent_task_run_id IS NOT NULL) EXECUTE FUNCTION apus.note_change_of_task_runs();
  CREATE OR REPLACE TRIGGER apus_note_task_runs_delete AFTER DELETE ON public.flow_run FOR EACH ROW
    WHEN (OLD.parent_task_run_id IS NOT NULL) EXECUTE FUNCTION apus.note_change_of_task_runs();
  CREATE OR REPLACE TRIGGER apus_note_task_runs_update AFTER UPDATE ON public.flow_run FOR EACH ROW
    WHEN ((OLD.flow_id, OLD.parent_task_run_id, OLD.expected_start_time) IS DISTINCT FROM (NEW.flow_id, NEW.parent_task_run_id, NEW.expected_start_time))
    EXECUTE FUNCTION apus.note_change_of_task_runs();

  CREATE OR REPLACE TRIGGER apus_note_insert AFTER INSERT ON public.task_run FOR EACH ROW
    WHEN (NEW.expected_start_time < clock_timestamp() - interval '30 minutes') EXECUTE FUNCTION apus.note_run_change();
  CREATE OR REPLACE TRIGGER apus_note_delete AFTER DELETE ON public.task_run FOR EACH ROW
    WHEN (OLD.expected_start_time < clock_timestamp() - interval '30 minutes') EXECUTE FUNCTION apus.note_run_change();
  CREATE OR REPLACE TRIGGER apus_note_update AFTER UPDATE ON public.task_run FOR EACH ROW
    WHEN (LEAST(OLD.expected_start_time, NEW.expected_start_time) < clock_timestamp() - interval '30 minutes' AND
      (OLD.flow_run_id, OLD.expected_start_time, OLD.start_time, OLD.state_type, OLD.state_name, OLD.state_timestamp, OLD.total_run_time)
      IS DISTINCT FROM
      (NEW.flow_run_id, NEW.expected_start_time, NEW.start_time, NEW.state_type, NEW.state_name, NEW.state_timestamp, NEW.total_run_time))
    EXECUTE FUNCTION apus.note_run_change();

  CREATE OR REPLACE TRIGGER apus_forget AFTER TRUNCATE ON public.flow_run EXECUTE FUNCTION apus.forget_run_tallies();
  CREATE OR REPLACE TRIGGER apus_forget AFTER TRUNCATE ON public.task_run EXECUTE FUNCTION apus.forget_run_tallies();

  DELETE FROM apus.flow_run_tally;
  DELETE FROM apus.task_run_tally;
  DELETE FROM apus.tally_change WHERE relation IN ('flow_run', 'task_run');
  DELETE FROM apus.tally_progress WHERE relation IN ('flow_run', 'task_run');
  INSERT INTO apus.tally_progress
  SELECT relation, apus.tallied_tables(relation), '-infinity' FROM unnest(ARRAY['flow_run', 'task_run']) relation;
END
$$;

SELECT apus.begin_run_tallies();
