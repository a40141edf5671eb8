internal import Postgres

/// Slots taken and given back. All times are the database's, so replicas need no clocks that agree.
///
/// Every statement locks the limits it changes in the order of their ids, so that no two wait for each other in a circle;
/// whoever also locks leases locks them first. It computes from the locked rows, so no count is lost to a race.
enum SlotStatement {
  /// The branch `decayed`: the locked rows with their counts as of now. It follows a branch `locked`.
  ///
  /// `moment` is taken after the lock. `updated` moves on to the moment of the last whole slot that decayed, so that those
  /// who ask more often than slots become free don't put the decay off.
  private static func decayed(longestWait: StaticString) -> String {
    """
    timed AS MATERIALIZED (
      SELECT l.*, clock_timestamp() AS moment,
        CASE WHEN l.slot_decay_per_second > 0 THEN least(l.slot_decay_per_second, 1e9)
          ELSE 1 / greatest(0.1, least(l.avg_slot_occupancy_seconds, \(longestWait))) END AS rate
      FROM locked l
    ), stepped AS MATERIALIZED (
      SELECT t.*, floor(t.rate * greatest(0, extract(epoch FROM t.moment - t.updated)::float8)) AS steps FROM timed t
    ), decayed AS MATERIALIZED (
      SELECT s.*,
        greatest(0, s.active_slots - CASE WHEN s.slot_decay_per_second > 0 THEN s.steps ELSE 0 END) AS occupied,
        greatest(0, s.denied_slots - s.steps) AS denied,
        CASE WHEN s.steps < greatest(s.denied_slots, CASE WHEN s.slot_decay_per_second > 0 THEN s.active_slots ELSE 0 END)
          THEN least(s.moment, s.updated + make_interval(secs => s.steps / s.rate)) ELSE s.moment END AS counted
      FROM stepped s
    )
    """
  }

  private static let lockedColumns = """
    l.id, l.name, l."limit", l.active, l.active_slots, l.denied_slots, l.slot_decay_per_second,
    l.avg_slot_occupancy_seconds, l.updated
    """

  /// Takes slots of all active limits of the names, or of none. A denial changes nothing: the reference means to count it in
  /// denied_slots, but rolls that back, and its clients live with the short waits that follow.
  ///
  /// Parameters: names, slots, whether the slots have to decay, the longest waits in seconds (of any limit and of a
  /// tag's), and the lease's id (NULL for none), duration and holder. The first row has the verdict; there is a row for
  /// each limit.
  static let take = Statement(
    "slots.take",
    """
    WITH locked AS MATERIALIZED (
      SELECT \(lockedColumns) FROM concurrency_limit_v2 l WHERE l.name = ANY($1)
      -- In the order of ids: see above.
      ORDER BY l.id FOR UPDATE
    ), \(decayed(longestWait: "CASE WHEN starts_with(l.name, 'tag:') THEN $5::float8 ELSE $4::float8 END")),
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
    """)

  /// Gives slots back: the end of a statement that begins with branches `locked` and `returned` (limit_id, slots, times,
  /// occupancy: what comes back to each limit, in how many parts, and the mean seconds that one slot was occupied).
  private static func giveBack(longestWait: StaticString) -> String {
    """
    \(decayed(longestWait: longestWait)), change AS (
      UPDATE concurrency_limit_v2 l SET
        active_slots = greatest(0, d.occupied - r.slots)::int4,
        denied_slots = d.denied::int4,
        -- Each part moves the average by 1/(2·limit) of the way; so many at once move it as they would one by one.
        avg_slot_occupancy_seconds = CASE WHEN r.occupancy IS NULL THEN d.avg_slot_occupancy_seconds ELSE
          r.occupancy + (d.avg_slot_occupancy_seconds - r.occupancy)
            * power(1 - 1 / (2 * greatest(1, d."limit")::float8), r.times) END,
        updated = d.counted
      FROM decayed d JOIN returned r ON r.limit_id = d.id
      WHERE l.id = d.id
    )
    """
  }

  private static let tagWait: StaticString = "CASE WHEN starts_with(l.name, 'tag:') THEN $2::float8 ELSE $1::float8 END"

  /// Gives slots back by the limits' names. Parameters: the longest waits, names, slots, and for how many seconds all of
  /// them were occupied (or NULL).
  static let giveBackByName = Statement(
    "slots.giveBackByName",
    """
    WITH locked AS MATERIALIZED (
      SELECT \(lockedColumns) FROM concurrency_limit_v2 l WHERE l.name = ANY($3)
      -- In the order of ids: see above.
      ORDER BY l.id FOR UPDATE
    ), returned AS (
      SELECT l.id AS limit_id, $4::int8 AS slots, 1 AS times,
        CASE WHEN $5::float8 IS NOT NULL THEN greatest(0.1, $5::float8 / $4::int8) END AS occupancy
      FROM locked l
    ), \(giveBack(longestWait: tagWait))
    SELECT l.id, l.name, l."limit" FROM locked l ORDER BY l.name
    """)

  /// The branches that turn deleted leases (`ended`) into locked limits and what comes back to them.
  private static let endedLeases = """
    taken AS MATERIALIZED (
      SELECT t.limit_id, sum(e.slots) AS slots, count(*) AS times,
        avg(greatest(0.1, extract(epoch FROM clock_timestamp() - e.created)::float8 / e.slots)) AS occupancy
      FROM ended e, unnest(e.limit_ids) AS t(limit_id) GROUP BY t.limit_id
    ), locked AS MATERIALIZED (
      SELECT \(lockedColumns) FROM concurrency_limit_v2 l WHERE l.id IN (SELECT t.limit_id FROM taken t)
      -- In the order of ids: see above.
      ORDER BY l.id FOR UPDATE
    ), returned AS (
      SELECT t.limit_id, t.slots, t.times, greatest(0.1, t.occupancy) AS occupancy FROM taken t
    ), \(giveBack(longestWait: tagWait))
    SELECT e.id FROM ended e
    """

  /// Ends a lease and gives its slots back; nothing happens when it is ended already. Parameters: the longest waits, id.
  static let endLease = Statement(
    "slots.endLease",
    """
    WITH ended AS MATERIALIZED (
      DELETE FROM apus.concurrency_lease WHERE id = $3 RETURNING id, limit_ids, slots, created
    ), \(endedLeases)
    """, isRepeatable: true)

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
    ), \(endedLeases)
    """, isRepeatable: true)

  /// Moves the end of a lease that is there. Parameters: id, duration.
  static let renew = Statement(
    "slots.renew",
    """
    UPDATE apus.concurrency_lease SET expiration = clock_timestamp() + $2::interval WHERE id = $1 RETURNING id
    """, isRepeatable: true)
}
