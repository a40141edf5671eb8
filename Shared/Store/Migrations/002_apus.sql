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
  -- The flow run whose deployment's slot the lease holds; it ends with the run's state.
  flow_run_id uuid,
  created timestamptz NOT NULL,
  expiration timestamptz NOT NULL
);
CREATE INDEX concurrency_lease_expiration ON apus.concurrency_lease (expiration);
CREATE INDEX concurrency_lease_holder ON apus.concurrency_lease (holder_id) WHERE holder_id IS NOT NULL;
-- A run holds one slot of its deployment at most.
CREATE UNIQUE INDEX concurrency_lease_flow_run ON apus.concurrency_lease (flow_run_id) WHERE flow_run_id IS NOT NULL;
-- Whose runs wait for a slot of a limit.
CREATE INDEX IF NOT EXISTS apus_deployment_concurrency_limit_id ON public.deployment (concurrency_limit_id)
  WHERE concurrency_limit_id IS NOT NULL;

-- Prefect keeps leases in memory: those of runs that go on would be lost with it, and their slots with them. Taken over under
-- the ids that their holders know, they are renewed by those who live and expire with those who don't.
INSERT INTO apus.concurrency_lease (id, limit_ids, slots, holder_type, holder_id, flow_run_id, created, expiration)
SELECT n.lease_id::uuid, ARRAY[n.limit_id], 1, 'flow_run', n.id, n.id, n.started, now() + interval '5 minutes'
FROM (
  SELECT DISTINCT ON (s.state_details ->> 'deployment_concurrency_lease_id') r.id, l.id AS limit_id, l.active_slots,
    s.state_details ->> 'deployment_concurrency_lease_id' AS lease_id, s.timestamp AS started,
    row_number() OVER (PARTITION BY l.id ORDER BY s.timestamp DESC) AS number
  FROM flow_run r
  JOIN flow_run_state s ON s.id = r.state_id
  JOIN deployment d ON d.id = r.deployment_id
  JOIN concurrency_limit_v2 l ON l.id = d.concurrency_limit_id
  WHERE r.state_type IN ('PENDING', 'RUNNING', 'CANCELLING')
    AND s.state_details ->> 'deployment_concurrency_lease_id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
) n
WHERE n.number <= n.active_slots;

-- Task workers that listen for background task runs (contract §2.3), a row each connection. The gateway that has the connection
-- says again and again that it is there; what it no longer speaks for is gone after a term.
CREATE TABLE apus.task_worker (
  id uuid PRIMARY KEY,
  client_id text NOT NULL,
  task_keys text[] NOT NULL,
  seen timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Background task runs that wait for a task worker (contract §3.4). A row is written with the state that schedules the run,
-- and goes when a worker says that it has it, or when the run is no longer scheduled.
CREATE TABLE apus.task_run_queue (
  -- Those of lower positions go out first. A run that is queued again, by a new state or because a worker didn't take it,
  -- gets a new one, so that what is said of an earlier delivery has no effect.
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_run_id uuid NOT NULL UNIQUE,
  task_key text NOT NULL,
  is_retry boolean NOT NULL,
  -- The task worker that it was sent to and that hasn't answered.
  holder uuid
);
CREATE INDEX task_run_queue_waiting ON apus.task_run_queue (task_key, is_retry DESC, position) WHERE holder IS NULL;
CREATE INDEX task_run_queue_holder ON apus.task_run_queue (holder) WHERE holder IS NOT NULL;

-- What Prefect had queued in memory when Apus took its database over. Older runs were lost by a restart of Prefect long ago;
-- nobody expects them to run any more.
INSERT INTO apus.task_run_queue (task_run_id, task_key, is_retry)
SELECT t.id, t.task_key, t.state_name = 'AwaitingRetry'
FROM public.task_run t JOIN public.task_run_state s ON s.id = t.state_id
WHERE t.state_type = 'SCHEDULED' AND t.state_timestamp > CURRENT_TIMESTAMP - interval '1 day'
  AND s.state_details -> 'deferred' = 'true'
ORDER BY t.state_timestamp, t.id;
