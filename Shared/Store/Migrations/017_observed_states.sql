-- The types and names of the states that runs have had. No index of the tables of states has the names, and one would be paid by
-- every transition; so the scheduler reads those tables in slices of blocks and keeps what it finds.

CREATE TABLE apus.observed_state (
  source text NOT NULL,
  -- The number of the reading that found it; those of an earlier reading go when the next is complete.
  reading integer NOT NULL,
  type public.state_type NOT NULL,
  name text NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL
);

-- How far each table of states has been read. Whoever reads locks the row.
CREATE TABLE apus.observed_state_reading (
  source text PRIMARY KEY,
  -- The number of the last complete reading, and when it was complete.
  complete integer NOT NULL DEFAULT 0,
  completed timestamptz,
  -- The block at which the reading in progress continues; null: none is in progress.
  next_block bigint,
  -- States with younger ids are still to be added.
  until timestamptz
);
INSERT INTO apus.observed_state_reading (source) VALUES ('flow_run_state'), ('task_run_state');

-- The first UUIDv7 of a moment. States have such ids, so the primary key leads to the latest of them.
CREATE FUNCTION apus.first_id(moment timestamptz) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT (lpad(to_hex(floor(extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;
