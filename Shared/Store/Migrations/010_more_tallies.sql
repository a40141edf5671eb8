-- Tallies (007_tallies.sql) of hours, and of the time to come.

-- Flow runs of the time to come are tallied too: schedules make thousands of them, which every count without an
-- end reads. Of those that are expected more than half an hour ahead changes are noted, as they are of those of long ago; what is
-- tallied counts as long as it is an hour ahead. When its time has come, it is tallied anew.

-- A program that knows nothing of the rest of this can't tally any more, beside one that does.
ALTER TABLE apus.tally_progress RENAME COLUMN until TO past;

CREATE OR REPLACE FUNCTION apus.tallied_until(name text) RETURNS timestamptz STABLE LANGUAGE plpgsql AS $$
BEGIN
  RETURN COALESCE(
    (SELECT past FROM apus.tally_progress WHERE relation = name AND tables = apus.tallied_tables(relation)), '-infinity');
END
$$;

-- Up to when flow runs are tallied of the time to come; NULL if they are not.
ALTER TABLE apus.tally_progress ADD COLUMN ahead timestamptz;

-- -infinity where they don't count.
CREATE FUNCTION apus.tallied_ahead(name text) RETURNS timestamptz STABLE LANGUAGE plpgsql AS $$
BEGIN
  RETURN COALESCE(
    (SELECT ahead FROM apus.tally_progress WHERE relation = name AND tables = apus.tallied_tables(relation)), '-infinity');
END
$$;

-- For who reads tallies of the time to come: from when until when.
CREATE FUNCTION apus.still_tallied_ahead(name text, since timestamptz, until timestamptz) RETURNS boolean STABLE LANGUAGE plpgsql AS $$
BEGIN
  IF apus.tallied_ahead(name) < until OR since < clock_timestamp() + interval '30 minutes' THEN
    RAISE EXCEPTION 'what is tallied ahead of % has been forgotten', name USING ERRCODE = 'AP001';
  END IF;
  RETURN TRUE;
END
$$;

CREATE OR REPLACE FUNCTION apus.is_noted(moment timestamptz) RETURNS boolean VOLATILE LANGUAGE sql
RETURN isfinite(moment)
  AND (moment < clock_timestamp() - interval '30 minutes' OR moment > clock_timestamp() + interval '30 minutes');

CREATE FUNCTION apus.note_runs_ahead() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  CREATE OR REPLACE TRIGGER apus_note_insert_ahead AFTER INSERT ON public.flow_run FOR EACH ROW
    WHEN (NEW.expected_start_time > clock_timestamp() + interval '30 minutes') EXECUTE FUNCTION apus.note_run_change();
  CREATE OR REPLACE TRIGGER apus_note_delete_ahead AFTER DELETE ON public.flow_run FOR EACH ROW
    WHEN (OLD.expected_start_time > clock_timestamp() + interval '30 minutes') EXECUTE FUNCTION apus.note_run_change();
  CREATE OR REPLACE TRIGGER apus_note_update_ahead AFTER UPDATE ON public.flow_run FOR EACH ROW
    WHEN (GREATEST(OLD.expected_start_time, NEW.expected_start_time) > clock_timestamp() + interval '30 minutes' AND
      (OLD.flow_id, OLD.work_queue_id, OLD.tags, OLD.parent_task_run_id, OLD.expected_start_time, OLD.start_time, OLD.state_type,
        OLD.state_name)
      IS DISTINCT FROM
      (NEW.flow_id, NEW.work_queue_id, NEW.tags, NEW.parent_task_run_id, NEW.expected_start_time, NEW.start_time, NEW.state_type,
        NEW.state_name))
    EXECUTE FUNCTION apus.note_run_change();
END
$$;

SELECT apus.note_runs_ahead();

-- Between five minutes and days there are hours: most of what is asked for begins a day ago, so that it cuts two days.
CREATE FUNCTION apus.tally_hour(moment timestamptz) RETURNS timestamptz IMMUTABLE PARALLEL SAFE LANGUAGE sql
RETURN date_bin('1 hour', moment, '2000-01-01 00:00:00+00');

CREATE TABLE apus.flow_run_hour_tally (LIKE apus.flow_run_tally);
CREATE TABLE apus.task_run_hour_tally (LIKE apus.task_run_tally);
CREATE TABLE apus.event_hour_tally (LIKE apus.event_tally);

-- Hours of which slots were tallied again since they were tallied themselves.
CREATE TABLE apus.hour_tally_change (LIKE apus.day_tally_change);
CREATE INDEX hour_tally_change_relation_slot ON apus.hour_tally_change (relation, slot);

-- From what is tallied already. Nobody tallies meanwhile: who does holds a row of apus.tally_progress.
INSERT INTO apus.flow_run_hour_tally
SELECT s.key, apus.tally_hour(s.slot), s.in_run, s.nested, s.in_subflow, s.started, s.state_type, s.state_name,
  sum(s.count), sum(s.running), sum(s.waiting),
  sum(s.run_time + s.running * (apus.tally_hour(s.slot) + interval '1 hour' - (s.slot + interval '5 minutes'))),
  sum(s.lateness + s.waiting * (apus.tally_hour(s.slot) + interval '1 hour' - (s.slot + interval '5 minutes'))),
  min(s.first_start), max(s.last_start), min(s.first_due), max(s.last_due)
FROM apus.flow_run_tally s
GROUP BY s.key, apus.tally_hour(s.slot), s.in_run, s.nested, s.in_subflow, s.started, s.state_type, s.state_name,
  apus.tally_hour(s.first_start), apus.tally_hour(s.first_due)
ORDER BY 1, 2;

INSERT INTO apus.task_run_hour_tally
SELECT s.key, apus.tally_hour(s.slot), s.in_run, s.nested, s.in_subflow, s.started, s.state_type, s.state_name,
  sum(s.count), sum(s.running), sum(s.waiting),
  sum(s.run_time + s.running * (apus.tally_hour(s.slot) + interval '1 hour' - (s.slot + interval '5 minutes'))),
  sum(s.lateness + s.waiting * (apus.tally_hour(s.slot) + interval '1 hour' - (s.slot + interval '5 minutes'))),
  min(s.first_start), max(s.last_start), min(s.first_due), max(s.last_due)
FROM apus.task_run_tally s
GROUP BY s.key, apus.tally_hour(s.slot), s.in_run, s.nested, s.in_subflow, s.started, s.state_type, s.state_name,
  apus.tally_hour(s.first_start), apus.tally_hour(s.first_due)
ORDER BY 1, 2;

INSERT INTO apus.event_hour_tally
SELECT s.key, apus.tally_hour(s.slot), s.event, sum(s.count), min(s.first_occurred), max(s.last_occurred)
FROM apus.event_tally s GROUP BY 1, 2, 3 ORDER BY 1, 2;

CREATE INDEX flow_run_hour_tally_key_slot ON apus.flow_run_hour_tally (key, slot);
CREATE INDEX task_run_hour_tally_key_slot ON apus.task_run_hour_tally (key, slot);
CREATE INDEX event_hour_tally_key_slot ON apus.event_hour_tally (key, slot);
-- To take an hour's away.
CREATE INDEX flow_run_hour_tally_slot ON apus.flow_run_hour_tally USING hash (slot);
CREATE INDEX task_run_hour_tally_slot ON apus.task_run_hour_tally USING hash (slot);
CREATE INDEX event_hour_tally_slot ON apus.event_hour_tally USING hash (slot);
ANALYZE apus.flow_run_hour_tally, apus.task_run_hour_tally, apus.event_hour_tally;

ALTER FUNCTION apus.begin_run_tallies() RENAME TO begin_run_tallies_of_past;
ALTER FUNCTION apus.begin_event_tallies() RENAME TO begin_event_tallies_of_past;

-- Begins tallying runs anew, with nothing tallied.
CREATE FUNCTION apus.begin_run_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM apus.begin_run_tallies_of_past();
  PERFORM apus.note_runs_ahead();
  DELETE FROM apus.flow_run_hour_tally;
  DELETE FROM apus.task_run_hour_tally;
  DELETE FROM apus.hour_tally_change WHERE relation IN ('flow_run', 'task_run');
END
$$;

-- The same for events.
CREATE FUNCTION apus.begin_event_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM apus.begin_event_tallies_of_past();
  DELETE FROM apus.event_hour_tally;
  DELETE FROM apus.hour_tally_change WHERE relation = 'events';
END
$$;
