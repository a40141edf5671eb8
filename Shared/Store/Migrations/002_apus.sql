-- What is Apus's alone. Prefect never looks here.

-- Task-run events whose flow run is not in the database yet: they wait here, by the ids of rows in events, and are taken up
-- again (contract §4.11).
CREATE TABLE apus.waiting_task_run_event (
  event_id uuid PRIMARY KEY,
  flow_run_id uuid NOT NULL,
  received timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt timestamptz NOT NULL
);
CREATE INDEX waiting_task_run_event_next_attempt ON apus.waiting_task_run_event (next_attempt);

-- Periodic work that one replica at a time does: whoever holds a row may work until its term is over.
CREATE TABLE apus.claim (
  name text PRIMARY KEY,
  holder uuid NOT NULL,
  held_until timestamptz NOT NULL
);

-- Leases on concurrency slots (contract §7.11). Whoever writes or deletes one changes active_slots of its limits in the same
-- statement, so the counts in public.concurrency_limit_v2 are right when Prefect takes the database back.
CREATE TABLE apus.concurrency_lease (
  id uuid PRIMARY KEY,
  -- The limits that slots were taken of; some may have been deleted since.
  limit_ids uuid[] NOT NULL,
  -- How many of each.
  slots integer NOT NULL,
  holder_type text,
  holder_id uuid,
  created timestamptz NOT NULL,
  expiration timestamptz NOT NULL
);
CREATE INDEX concurrency_lease_expiration ON apus.concurrency_lease (expiration);
CREATE INDEX concurrency_lease_holder ON apus.concurrency_lease (holder_id) WHERE holder_id IS NOT NULL;
