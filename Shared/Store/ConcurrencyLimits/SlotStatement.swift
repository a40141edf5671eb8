internal import Postgres

/// Slots taken and given back by those who ask for them.
enum SlotStatement {
  /// Takes slots of all active limits of the names, or of none. A denial changes nothing: the reference means to count it in
  /// denied_slots, but rolls that back, and its clients live with the short waits that follow.
  ///
  /// Parameters: names, slots, whether the slots have to decay, the longest waits in seconds (of any limit and of a
  /// tag's), and the lease's id (NULL for none), duration and holder. The first row has the verdict; there is a row for
  /// each limit.
  static let take = Statement(
    "slots.take",
    """
    WITH \(SlotBranches.locked("l.name = ANY($1)")), \(SlotBranches.decayed(waits: 4)),
    verdict AS MATERIALIZED (
      SELECT CASE
        WHEN bool_or(d.active AND d."limit" < $2::int8) THEN 'tooMany'
        WHEN $3::bool AND bool_or(d.active AND d.slot_decay_per_second = 0) THEN 'noDecay'
        WHEN bool_or(d.active AND d.occupied + $2::int8 > d."limit") THEN 'locked'
        ELSE 'taken' END AS verdict
      FROM decayed d
    ), lease AS (
      INSERT INTO apus.concurrency_lease (id, limit_ids, slots, holder_type, holder_id, created, expiration)
      SELECT $6::uuid, ARRAY(SELECT d.id FROM decayed d WHERE d.active ORDER BY d.id), least($2::int8, 2147483647)::int4,
        $8::text, $9::uuid, now.moment, now.moment + $7::interval
      FROM verdict v, (SELECT clock_timestamp() AS moment) now
      WHERE v.verdict = 'taken' AND $6::uuid IS NOT NULL
    ), change AS (
      UPDATE concurrency_limit_v2 l SET
        active_slots = (d.occupied + $2::int8)::int4, denied_slots = d.denied::int4, updated = d.counted
      FROM decayed d, verdict v
      WHERE l.id = d.id AND d.active AND v.verdict = 'taken'
    )
    SELECT v.verdict, d.id, d.name, d."limit", d.active, d.slot_decay_per_second, d.avg_slot_occupancy_seconds,
      d.denied::int8
    FROM verdict v LEFT JOIN decayed d ON true
    ORDER BY d.name
    """, standsAlone: true)

  /// Gives slots back by the limits' names. Parameters: the longest waits, names, slots, and for how many seconds all of
  /// them were occupied (or NULL).
  static let giveBackByName = Statement(
    "slots.giveBackByName",
    """
    WITH \(SlotBranches.locked("l.name = ANY($3)")), \(SlotBranches.decayed(waits: 1)), returned AS (
      SELECT l.id AS limit_id, $4::int8 AS slots, 1 AS times,
        CASE WHEN $5::float8 IS NOT NULL THEN greatest(0.1, $5::float8 / $4::int8) END AS occupancy
      FROM locked l
    ), \(SlotBranches.counted.text), \(SlotBranches.woken())
    SELECT l.id, l.name, l."limit" FROM locked l ORDER BY l.name
    """, standsAlone: true)

  /// Ends a lease and gives its slots back; nothing happens when it is ended already. Parameters: the longest waits, id.
  static let endLease = Statement(
    "slots.endLease",
    """
    WITH ended AS MATERIALIZED (
      DELETE FROM apus.concurrency_lease WHERE id = $3 RETURNING id, limit_ids, slots, created
    ), \(SlotBranches.endOfLeases(waits: 1))
    SELECT e.id FROM ended e
    """, isRepeatable: true, standsAlone: true)

  /// Ends leases that are over, the longest first, and gives their slots back. Parameters: the longest waits, how many.
  static let endExpired = Statement(
    "slots.endExpired",
    """
    WITH due AS MATERIALIZED (
      SELECT id FROM apus.concurrency_lease WHERE expiration <= clock_timestamp() ORDER BY expiration LIMIT $3
      -- Those that another replica ends, or that are being renewed, are left to it.
      FOR UPDATE SKIP LOCKED
    ), ended AS MATERIALIZED (
      DELETE FROM apus.concurrency_lease l USING due WHERE l.id = due.id
      RETURNING l.id, l.limit_ids, l.slots, l.created
    ), \(SlotBranches.endOfLeases(waits: 1))
    SELECT e.id FROM ended e
    """, isRepeatable: true, standsAlone: true)

  /// Ends leases whose run is over or gone, though nobody gave their slots back, and gives them back. Parameters: the longest
  /// waits, how many.
  ///
  /// A run that is over is left a minute to give them back itself. A task run is told of by events, so it may not be there
  /// yet; a lease that is to be renewed ends by itself.
  static let endAbandoned = Statement(
    "slots.endAbandoned",
    """
    WITH due AS MATERIALIZED (
      SELECT c.id FROM apus.concurrency_lease c
      LEFT JOIN flow_run r ON r.id = c.flow_run_id
      LEFT JOIN task_run t ON t.id = c.holder_id AND c.holder_type = 'task_run'
      WHERE CASE
        WHEN c.flow_run_id IS NOT NULL
          THEN r.id IS NULL OR r.state_type NOT IN ('PENDING', 'RUNNING', 'CANCELLING', 'SCHEDULED')
        WHEN c.holder_type = 'task_run' AND c.expiration > clock_timestamp() + interval '1 year' THEN CASE
          WHEN t.id IS NULL THEN c.created < clock_timestamp() - interval '1 day'
          ELSE t.state_type IN ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')
            AND t.updated < clock_timestamp() - interval '1 minute' END
        ELSE false END
      LIMIT $3
      -- Those that another replica ends, or that are being renewed, are left to it.
      FOR UPDATE OF c SKIP LOCKED
    ), ended AS MATERIALIZED (
      DELETE FROM apus.concurrency_lease l USING due WHERE l.id = due.id
      RETURNING l.id, l.limit_ids, l.slots, l.created
    ), \(SlotBranches.endOfLeases(waits: 1))
    SELECT e.id FROM ended e
    """, isRepeatable: true, standsAlone: true)

  /// Moves the end of a lease that is there. Parameters: id, duration.
  static let renew = Statement(
    "slots.renew",
    """
    UPDATE apus.concurrency_lease SET expiration = clock_timestamp() + $2::interval WHERE id = $1 RETURNING id
    """, isRepeatable: true)
}
