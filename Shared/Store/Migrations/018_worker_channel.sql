-- What workers are asked to tear down when the server ended a run whose infrastructure may still be there (contract §4.6, §4.7).
CREATE TABLE apus.worker_cleanup (
  message_id uuid PRIMARY KEY,
  -- Messages of a pool are delivered in the order of their positions.
  position bigint GENERATED ALWAYS AS IDENTITY,
  work_pool_id uuid NOT NULL,
  -- Workers that serve this queue are preferred.
  work_queue_id uuid,
  -- A message is enqueued once for each key of a pool.
  idempotency_key text NOT NULL,
  kind text NOT NULL,
  target jsonb NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  created timestamptz NOT NULL DEFAULT clock_timestamp(),
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'leased', 'completed', 'dead')),
  deliveries integer NOT NULL DEFAULT 0,
  -- The delivery that is current, or was the last of a dead message: who has it, what it proves that with, and until when.
  consumer_id uuid,
  worker_name text,
  token text,
  lease_expires timestamptz,
  -- Why the worker gave the last delivery back.
  release_reason text,
  -- Since when it is completed or dead.
  ended timestamptz,
  UNIQUE (work_pool_id, idempotency_key)
);
CREATE INDEX worker_cleanup_waiting ON apus.worker_cleanup (work_pool_id, position) WHERE state = 'waiting';
CREATE INDEX worker_cleanup_leased ON apus.worker_cleanup (lease_expires) WHERE state = 'leased';
CREATE INDEX worker_cleanup_ended ON apus.worker_cleanup (ended) WHERE ended IS NOT NULL;

-- Counts the changes of work pools that connected workers are told at once.
CREATE TABLE apus.work_pool_revision (
  work_pool_id uuid PRIMARY KEY,
  revision bigint NOT NULL
);
