-- Flow runs of the time to come are tallied too (007_tallies.sql): schedules make thousands of them, which every count without an
-- end reads. Of those that are expected more than half an hour ahead changes are noted, as they are of those of long ago; what is
-- tallied counts as long as it is an hour ahead. When its time has come, it is tallied anew.

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

ALTER FUNCTION apus.begin_run_tallies() RENAME TO begin_past_run_tallies;

-- Begins tallying runs anew, with nothing tallied.
CREATE FUNCTION apus.begin_run_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM apus.begin_past_run_tallies();
  PERFORM apus.note_runs_ahead();
END
$$;

SELECT apus.note_runs_ahead();
