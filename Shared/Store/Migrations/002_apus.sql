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
