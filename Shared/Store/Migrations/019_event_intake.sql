-- The gateways that take events (a row each), by which the heartbeat monitor knows whether a silence is a run's own. A gateway
-- renews its row every few seconds; all times are the database's.
CREATE TABLE apus.event_intake (
  gateway uuid PRIMARY KEY,
  -- Since when it has taken events without an interruption: no renewal was late, and no sender had to wait for room.
  since timestamptz NOT NULL,
  seen timestamptz NOT NULL,
  -- How old the oldest event was that it had not committed yet.
  lag interval NOT NULL
) WITH (fillfactor = 50);
