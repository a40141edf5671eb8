-- Tallies (006_run_tallies.sql) anew, and of events too: by flow, work queue or tag, and of whole days as well, so that what is
-- counted of a long time is read from a few rows.

DROP TABLE apus.flow_run_tally, apus.task_run_tally;
DROP VIEW apus.flow_run_fact, apus.task_run_fact;
DROP FUNCTION apus.begin_run_tallies();

CREATE FUNCTION apus.tally_day(moment timestamptz) RETURNS timestamptz IMMUTABLE PARALLEL SAFE LANGUAGE sql
RETURN date_bin('1 day', moment, '2000-01-01 00:00:00+00');

CREATE TABLE apus.flow_run_tally (
  -- What the runs have in common; a run counts under each of its keys. Empty for all runs, 'flow:' or 'queue:' and an id, or
  -- 'tag:' and a tag. Task runs have the keys of their flow run, but for its queue.
  key text NOT NULL,
  -- When the five minutes begin in which the runs were expected to start.
  slot timestamptz NOT NULL,
  -- A task run may be without a flow run.
  in_run boolean NOT NULL,
  -- A flow run that a task run stands for, or such a task run.
  nested boolean NOT NULL,
  -- A task run in such a flow run.
  in_subflow boolean NOT NULL,
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
);
CREATE TABLE apus.event_tally (
  -- Always empty.
  key text NOT NULL,
  slot timestamptz NOT NULL,
  event text NOT NULL,
  count bigint NOT NULL,
  -- Between which moments they occurred.
  first_occurred timestamptz NOT NULL,
  last_occurred timestamptz NOT NULL
);
CREATE TABLE apus.task_run_tally (LIKE apus.flow_run_tally);
-- The same of whole days: a slot is a day.
CREATE TABLE apus.flow_run_day_tally (LIKE apus.flow_run_tally);
CREATE TABLE apus.task_run_day_tally (LIKE apus.flow_run_tally);
CREATE TABLE apus.event_day_tally (LIKE apus.event_tally);

CREATE INDEX flow_run_tally_key_slot ON apus.flow_run_tally (key, slot);
CREATE INDEX task_run_tally_key_slot ON apus.task_run_tally (key, slot);
CREATE INDEX event_tally_key_slot ON apus.event_tally (key, slot);
CREATE INDEX flow_run_day_tally_key_slot ON apus.flow_run_day_tally (key, slot);
CREATE INDEX task_run_day_tally_key_slot ON apus.task_run_day_tally (key, slot);
CREATE INDEX event_day_tally_key_slot ON apus.event_day_tally (key, slot);
-- To take a slot's away. By a span of slots nothing is to be found here: the planner would read those of all keys.
CREATE INDEX flow_run_tally_slot ON apus.flow_run_tally USING hash (slot);
CREATE INDEX task_run_tally_slot ON apus.task_run_tally USING hash (slot);
CREATE INDEX event_tally_slot ON apus.event_tally USING hash (slot);
CREATE INDEX flow_run_day_tally_slot ON apus.flow_run_day_tally USING hash (slot);
CREATE INDEX task_run_day_tally_slot ON apus.task_run_day_tally USING hash (slot);
CREATE INDEX event_day_tally_slot ON apus.event_day_tally USING hash (slot);

-- Days of which slots were tallied again since they were tallied themselves.
CREATE TABLE apus.day_tally_change (
  relation text NOT NULL,
  slot timestamptz NOT NULL
);
CREATE INDEX day_tally_change_relation_slot ON apus.day_tally_change (relation, slot);

-- What tallies are made of. Runs that began an hour or more apart are tallied apart, so that a span of time takes or leaves most
-- tallies whole. Tags are as long as anybody likes, the entries of an index are not.
CREATE VIEW apus.flow_run_fact AS
SELECT apus.tally_slot(r.expected_start_time) AS slot, r.expected_start_time,
  ARRAY['', 'flow:' || r.flow_id] || CASE WHEN r.work_queue_id IS NOT NULL THEN ARRAY['queue:' || r.work_queue_id] END
    || CASE WHEN jsonb_typeof(r.tags) = 'array' AND r.tags <> '[]' THEN ARRAY(
      SELECT DISTINCT 'tag:' || (tag #>> '{}') FROM jsonb_array_elements(r.tags) tag
      WHERE jsonb_typeof(tag) = 'string' AND length(tag #>> '{}') <= 100) END AS keys,
  TRUE AS in_run, r.parent_task_run_id IS NOT NULL AS nested, FALSE AS in_subflow, r.start_time,
  COALESCE(r.start_time, r.expected_start_time) AS began, NULL::timestamptz AS due, r.state_type, r.state_name, r.state_timestamp,
  r.total_run_time
FROM public.flow_run r;

CREATE VIEW apus.task_run_fact AS
SELECT apus.tally_slot(t.expected_start_time) AS slot, t.expected_start_time, COALESCE(r.keys, ARRAY['']) AS keys,
  t.flow_run_id IS NOT NULL AS in_run, EXISTS (SELECT FROM public.flow_run s WHERE s.parent_task_run_id = t.id) AS nested,
  COALESCE(r.in_subflow, FALSE) AS in_subflow, t.start_time, t.start_time AS began, r.expected_start_time AS due, t.state_type,
  t.state_name, t.state_timestamp, t.total_run_time
FROM public.task_run t
-- OFFSET 0: a flow run each, by its id. Left alone, the database reads them all for a few thousand task runs.
LEFT JOIN LATERAL (
  SELECT ARRAY['', 'flow:' || r.flow_id] || CASE WHEN jsonb_typeof(r.tags) = 'array' AND r.tags <> '[]' THEN ARRAY(
      SELECT DISTINCT 'tag:' || (tag #>> '{}') FROM jsonb_array_elements(r.tags) tag
      WHERE jsonb_typeof(tag) = 'string' AND length(tag #>> '{}') <= 100) END AS keys,
    r.parent_task_run_id IS NOT NULL AS in_subflow, r.expected_start_time
  FROM public.flow_run r WHERE r.id = t.flow_run_id OFFSET 0
) r ON TRUE;

CREATE OR REPLACE FUNCTION apus.tallied_tables(relation text) RETURNS oid[] STABLE LANGUAGE sql
RETURN CASE relation WHEN 'events' THEN ARRAY[to_regclass('public.events')::oid]
  ELSE ARRAY[to_regclass('public.flow_run')::oid, to_regclass('public.task_run')::oid] END;

-- For who has been told up to when tallies count, and now reads them: they still do, or there is an error.
CREATE FUNCTION apus.still_tallied(name text, until timestamptz) RETURNS boolean STABLE LANGUAGE plpgsql AS $$
BEGIN
  IF apus.tallied_until(name) < until THEN
    RAISE EXCEPTION 'what is tallied of % has been forgotten', name USING ERRCODE = 'AP001';
  END IF;
  RETURN TRUE;
END
$$;

CREATE FUNCTION apus.note_late_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO apus.tally_change VALUES ('events', apus.tally_slot(NEW.occurred));
  RETURN NULL;
END
$$;

-- Events are removed by thousands, and never changed.
CREATE FUNCTION apus.note_removed_events() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO apus.tally_change SELECT DISTINCT 'events', apus.tally_slot(occurred) FROM gone WHERE apus.is_noted(occurred);
  RETURN NULL;
END
$$;

CREATE FUNCTION apus.forget_event_tallies() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE apus.tally_progress SET tables = '{}' WHERE relation = 'events';
  RETURN NULL;
END
$$;

-- Begins tallying runs anew, with nothing tallied.
CREATE FUNCTION apus.begin_run_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  CREATE OR REPLACE TRIGGER apus_note_insert AFTER INSERT ON public.flow_run FOR EACH ROW
    WHEN (NEW.expected_start_time < clock_timestamp() - interval '30 minutes') EXECUTE FUNCTION apus.note_run_change();
  CREATE OR REPLACE TRIGGER apus_note_delete AFTER DELETE ON public.flow_run FOR EACH ROW
    WHEN (OLD.expected_start_time < clock_timestamp() - interval '30 minutes') EXECUTE FUNCTION apus.note_run_change();
  CREATE OR REPLACE TRIGGER apus_note_update AFTER UPDATE ON public.flow_run FOR EACH ROW
    WHEN (LEAST(OLD.expected_start_time, NEW.expected_start_time) < clock_timestamp() - interval '30 minutes' AND
      (OLD.flow_id, OLD.work_queue_id, OLD.tags, OLD.parent_task_run_id, OLD.expected_start_time, OLD.start_time, OLD.state_type,
        OLD.state_name, OLD.state_timestamp, OLD.total_run_time)
      IS DISTINCT FROM
      (NEW.flow_id, NEW.work_queue_id, NEW.tags, NEW.parent_task_run_id, NEW.expected_start_time, NEW.start_time, NEW.state_type,
        NEW.state_name, NEW.state_timestamp, NEW.total_run_time))
    EXECUTE FUNCTION apus.note_run_change();
  CREATE OR REPLACE TRIGGER apus_note_task_runs_insert AFTER INSERT ON public.flow_run FOR EACH ROW
    WHEN (NEW.parent_task_run_id IS NOT NULL) EXECUTE FUNCTION apus.note_change_of_task_runs();
  CREATE OR REPLACE TRIGGER apus_note_task_runs_delete AFTER DELETE ON public.flow_run FOR EACH ROW
    WHEN (OLD.parent_task_run_id IS NOT NULL) EXECUTE FUNCTION apus.note_change_of_task_runs();
  CREATE OR REPLACE TRIGGER apus_note_task_runs_update AFTER UPDATE ON public.flow_run FOR EACH ROW
    WHEN ((OLD.flow_id, OLD.tags, OLD.parent_task_run_id, OLD.expected_start_time)
      IS DISTINCT FROM (NEW.flow_id, NEW.tags, NEW.parent_task_run_id, NEW.expected_start_time))
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
  DELETE FROM apus.flow_run_day_tally;
  DELETE FROM apus.task_run_tally;
  DELETE FROM apus.task_run_day_tally;
  DELETE FROM apus.tally_change WHERE relation IN ('flow_run', 'task_run');
  DELETE FROM apus.day_tally_change WHERE relation IN ('flow_run', 'task_run');
  DELETE FROM apus.tally_progress WHERE relation IN ('flow_run', 'task_run');
  INSERT INTO apus.tally_progress
  SELECT relation, apus.tallied_tables(relation), '-infinity' FROM unnest(ARRAY['flow_run', 'task_run']) relation;
END
$$;

-- The same for events.
CREATE FUNCTION apus.begin_event_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  CREATE OR REPLACE TRIGGER apus_note_insert AFTER INSERT ON public.events FOR EACH ROW
    WHEN (NEW.occurred < clock_timestamp() - interval '30 minutes' AND isfinite(NEW.occurred)) EXECUTE FUNCTION apus.note_late_event();
  CREATE OR REPLACE TRIGGER apus_note_delete AFTER DELETE ON public.events REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION apus.note_removed_events();
  CREATE OR REPLACE TRIGGER apus_forget AFTER TRUNCATE ON public.events EXECUTE FUNCTION apus.forget_event_tallies();

  DELETE FROM apus.event_tally;
  DELETE FROM apus.event_day_tally;
  DELETE FROM apus.tally_change WHERE relation = 'events';
  DELETE FROM apus.day_tally_change WHERE relation = 'events';
  DELETE FROM apus.tally_progress WHERE relation = 'events';
  INSERT INTO apus.tally_progress VALUES ('events', apus.tallied_tables('events'), '-infinity');
END
$$;

SELECT apus.begin_run_tallies(), apus.begin_event_tallies();
