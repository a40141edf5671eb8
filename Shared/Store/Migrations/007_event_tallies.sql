-- Events of long ago are counted once too, as runs are (006_run_tallies.sql): per five minutes and name.

CREATE TABLE apus.event_tally (
  slot timestamptz NOT NULL,
  event text NOT NULL,
  count bigint NOT NULL,
  -- Between which moments they occurred.
  first_occurred timestamptz NOT NULL,
  last_occurred timestamptz NOT NULL
);
CREATE INDEX event_tally_slot ON apus.event_tally (slot);

CREATE OR REPLACE FUNCTION apus.tallied_tables(relation text) RETURNS oid[] STABLE LANGUAGE sql
RETURN CASE relation WHEN 'events' THEN ARRAY[to_regclass('public.events')::oid]
  ELSE ARRAY[to_regclass('public.flow_run')::oid, to_regclass('public.task_run')::oid] END;

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

-- Begins tallying events anew, with nothing tallied.
CREATE FUNCTION apus.begin_event_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  CREATE OR REPLACE TRIGGER apus_note_insert AFTER INSERT ON public.events FOR EACH ROW
    WHEN (NEW.occurred < clock_timestamp() - interval '30 minutes' AND isfinite(NEW.occurred)) EXECUTE FUNCTION apus.note_late_event();
  CREATE OR REPLACE TRIGGER apus_note_delete AFTER DELETE ON public.events REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION apus.note_removed_events();
  CREATE OR REPLACE TRIGGER apus_forget AFTER TRUNCATE ON public.events EXECUTE FUNCTION apus.forget_event_tallies();

  DELETE FROM apus.event_tally;
  DELETE FROM apus.tally_change WHERE relation = 'events';
  DELETE FROM apus.tally_progress WHERE relation = 'events';
  INSERT INTO apus.tally_progress VALUES ('events', apus.tallied_tables('events'), '-infinity');
END
$$;

SELECT apus.begin_event_tallies();
