internal import Postgres

/// The queue of clean-up messages (contract §4.6, §4.7). All times are the database's.
///
///     waiting ──claim──► leased ──ack──► completed
///        ▲                 ├──renew──► leased, for longer
///        └─release, expiry─┤
///                          └─release or expiry of the last delivery──► dead
enum WorkerCleanupStatement {
  /// The channel on which it is told that messages wait.
  static let channel = "apus_worker_cleanup"

  /// Enqueues a message of a kind ($2) for the infrastructure of a run ($3), under a key of its kind, the run and the state that
  /// ended it ($4). Nothing where no worker could do it (a run without a queue, or of a pool whose runs the server of the
  /// infrastructure itself starts), and nothing for a key that is known. The row tells the pool.
  ///
  /// Members of $5 are added to the target.
  static let enqueue = Statement(
    "workerCleanup.enqueue",
    """
    /* NOTIFY \(channel) */
    INSERT INTO apus.worker_cleanup (message_id, work_pool_id, work_queue_id, idempotency_key, kind, target)
    SELECT $1::uuid, p.id, q.id, concat_ws(':', $2::text, r.id, $4::uuid), $2,
      jsonb_build_object('flow_run_id', r.id, 'infrastructure_pid', r.infrastructure_pid) || $5::jsonb
    FROM flow_run r JOIN work_queue q ON q.id = r.work_queue_id JOIN work_pool p ON p.id = q.work_pool_id
    WHERE r.id = $3 AND p.type NOT LIKE '%:push' AND p.type NOT LIKE '%:managed'
    ON CONFLICT DO NOTHING
    RETURNING message_id
    """)

  /// For which of these pools ($1) messages wait, of which kinds.
  static let waiting = Statement(
    "workerCleanup.waiting",
    "SELECT DISTINCT work_pool_id, kind FROM apus.worker_cleanup WHERE work_pool_id = ANY($1) AND state = 'waiting'",
    isRepeatable: true)

  /// Delivers the next message of a pool ($1) to a worker ($2, $3) under a token ($4) for a while ($5), of the kinds that it
  /// handles ($6). First come those of the queues that it serves ($7); others only if it may have any ($8). A worker has no
  /// more at once than it can do ($9), whatever connections it has; a message is delivered no more than so often ($10).
  static let claim = Statement(
    "workerCleanup.claim",
    """
    WITH next AS (
      SELECT m.message_id FROM apus.worker_cleanup m
      WHERE m.work_pool_id = $1 AND m.state = 'waiting' AND m.kind = ANY($6::text[]) AND m.deliveries < $10
        AND ($8 OR m.work_queue_id = ANY($7::uuid[]))
        AND (
          SELECT count(*) FROM apus.worker_cleanup h
          WHERE h.work_pool_id = $1 AND h.state = 'leased' AND h.consumer_id = $2 AND h.worker_name = $3
            AND h.lease_expires > clock_timestamp()
        ) < $9
      -- What another replica is about to deliver is left to it.
      ORDER BY (m.work_queue_id = ANY($7::uuid[])) IS TRUE DESC, m.position LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE apus.worker_cleanup m SET state = 'leased', deliveries = m.deliveries + 1, consumer_id = $2, worker_name = $3,
      token = $4, lease_expires = clock_timestamp() + $5::interval, release_reason = NULL
    FROM next n WHERE m.message_id = n.message_id
    RETURNING m.message_id, m.kind, m.work_queue_id, m.target, m.data, m.deliveries, m.token, m.lease_expires
    """)

  /// Does what a worker of a pool ($1) says about a message ($2) by the token of its delivery ($3): `ack`, `release` or `renew`
  /// ($4), the last for a while ($5); a message that was delivered so often ($6) is not delivered again. The row tells how that
  /// ended, and the lease of one that is renewed; no row: there is no such message, or it has ended.
  static let operate = Statement(
    "workerCleanup.operate",
    """
    WITH found AS MATERIALIZED (
      SELECT * FROM apus.worker_cleanup WHERE message_id = $2 AND state IN ('waiting', 'leased') FOR UPDATE
    ), verdict AS (
      SELECT message_id, CASE
        WHEN work_pool_id <> $1 THEN 'unauthorized'
        WHEN state = 'waiting' THEN 'not_current'
        WHEN token <> $3 THEN 'invalid_token'
        WHEN lease_expires <= clock_timestamp() AND deliveries >= $6 THEN 'dead_lettered'
        WHEN lease_expires <= clock_timestamp() THEN 'expired'
        WHEN $4::text = 'release' AND deliveries >= $6 THEN 'dead_lettered'
        ELSE 'accepted' END AS status
      FROM found
    ), change AS (/* NOTIFY \(channel) */
      UPDATE apus.worker_cleanup m SET
        state = CASE
          WHEN v.status = 'dead_lettered' THEN 'dead'
          WHEN v.status = 'expired' OR $4 = 'release' THEN 'waiting'
          WHEN $4 = 'ack' THEN 'completed'
          ELSE 'leased' END,
        ended = CASE WHEN v.status = 'dead_lettered' OR $4 = 'ack' AND v.status = 'accepted' THEN clock_timestamp() END,
        lease_expires = CASE
          WHEN v.status = 'accepted' AND $4 = 'renew' THEN clock_timestamp() + $5::interval ELSE m.lease_expires END,
        release_reason = CASE WHEN $4 = 'release' AND v.status <> 'expired' THEN $7::text END
      FROM verdict v WHERE m.message_id = v.message_id AND v.status IN ('accepted', 'expired', 'dead_lettered')
      RETURNING m.state, m.lease_expires
    )
    SELECT v.status, (SELECT lease_expires FROM change WHERE state = 'leased') FROM verdict v
    """)

  /// Ends leases that are over, so many ($3) at most, of some pools ($1) or all. Those whose last delivery ($2) it was are set
  /// aside. It tells nobody: a gateway runs it whenever it looks for messages, and being told makes gateways look.
  static let expire = Statement(
    "workerCleanup.expire",
    """
    WITH due AS MATERIALIZED (
      SELECT message_id FROM apus.worker_cleanup
      WHERE ($1::uuid[] IS NULL OR work_pool_id = ANY($1))
        AND (state = 'leased' AND lease_expires <= clock_timestamp() OR state = 'waiting' AND deliveries >= $2)
      -- Others end others, and wait for none.
      ORDER BY message_id LIMIT $3 FOR UPDATE SKIP LOCKED
    )
    UPDATE apus.worker_cleanup m SET state = CASE WHEN m.deliveries >= $2 THEN 'dead' ELSE 'waiting' END,
      ended = CASE WHEN m.deliveries >= $2 THEN clock_timestamp() END
    FROM due WHERE m.message_id = due.message_id
    RETURNING m.message_id, m.kind, m.work_pool_id, m.deliveries, m.state = 'dead'
    """)

  /// Forgets messages that were completed, or set aside, so long ($1, $2), and those of pools that are deleted; so many ($3) at
  /// most.
  static let forget = Statement(
    "workerCleanup.forget",
    """
    DELETE FROM apus.worker_cleanup WHERE message_id IN (
      SELECT m.message_id FROM apus.worker_cleanup m
      WHERE m.state = 'completed' AND m.ended < clock_timestamp() - $1::interval
        OR m.state = 'dead' AND m.ended < clock_timestamp() - $2::interval
        OR NOT EXISTS (SELECT FROM work_pool p WHERE p.id = m.work_pool_id)
      ORDER BY m.message_id LIMIT $3 FOR UPDATE SKIP LOCKED)
    RETURNING message_id
    """, isRepeatable: true)

  /// How many messages are in each state, counted up to a bound ($1).
  static let count = Statement(
    "workerCleanup.count",
    """
    SELECT s.state, (
      SELECT count(*) FROM (SELECT FROM apus.worker_cleanup m WHERE m.state = s.state LIMIT $1) counted)
    FROM unnest(ARRAY['waiting', 'leased', 'dead']) AS s(state)
    """, isRepeatable: true)
}
