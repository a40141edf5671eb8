-- The evaluation of automations is divided among the schedulers, and what their actions ask for waits here.

-- An automation belongs to one share, by its id. Whoever holds a share evaluates its automations until its term is over;
-- each step checks the holder and moves the position in the transaction of its effects.
CREATE TABLE apus.trigger_share (
  share integer PRIMARY KEY,
  holder uuid,
  held_until timestamptz,
  -- How far the feed of events was evaluated, as FeedPosition writes it.
  position jsonb NOT NULL
);
-- What is committed from now on is evaluated.
INSERT INTO apus.trigger_share (share, position)
SELECT share, jsonb_build_object('snapshot', pg_current_snapshot()::text, 'since', now(), 'next', now())
FROM generate_series(0, 15) share;

-- The schedulers that evaluate triggers: each takes its part of the shares.
CREATE TABLE apus.trigger_evaluator (
  id uuid PRIMARY KEY,
  alive_until timestamptz NOT NULL
);

-- Actions that were asked for and have not ended. A row goes with its last event.
CREATE TABLE apus.triggered_action (
  id uuid PRIMARY KEY,
  automation_id uuid NOT NULL,
  content jsonb NOT NULL,
  created timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When it may be tried: in the future while somebody works on it, or after a failure that passes.
  due timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts integer NOT NULL DEFAULT 0,
  holder uuid
);
CREATE INDEX triggered_action_due ON apus.triggered_action (due);
