internal import Postgres

/// What statements that take slots and give them back are made of. All times are the database's, so replicas need no clocks
/// that agree.
///
/// Locks are taken in one order, so that no two statements wait for each other in a circle: the run, its leases, limits by
/// their ids, and then only what nobody holds. Counts are computed from the locked rows, so none is lost to a race. Such a
/// statement stands alone in its transaction.
enum SlotBranches {
  /// What a branch `locked` has of limits `l`, for those that follow it.
  static let lockedColumns: SQLText = """
    l.id, l.name, l."limit", l.active, l.active_slots, l.denied_slots, l.slot_decay_per_second,
    l.avg_slot_occupancy_seconds, l.updated
    """

  /// The branch `locked`: the limits that a condition on `l` picks.
  static func locked(_ condition: StaticString) -> String {
    """
    locked AS MATERIALIZED (
      SELECT \(lockedColumns.text) FROM concurrency_limit_v2 l WHERE \(condition)
      -- In the order of ids: see above.
      ORDER BY l.id FOR NO KEY UPDATE
    )
    """
  }

  /// The branch `decayed`: the locked rows with their counts as of now. It follows a branch `locked`.
  ///
  /// `moment` is taken after the lock. `updated` moves on to the moment of the last whole slot that decayed, so that those
  /// who ask more often than slots become free don't put the decay off.
  ///
  /// - Parameter waits: The number of the first of two parameters, the longest waits in seconds: of any limit and of a
  ///   tag's.
  static func decayed(waits: Int) -> String {
    """
    timed AS MATERIALIZED (
      SELECT l.*, clock_timestamp() AS moment,
        CASE WHEN l.slot_decay_per_second > 0 THEN least(l.slot_decay_per_second, 1e9)
          ELSE 1 / greatest(0.1, least(l.avg_slot_occupancy_seconds,
            CASE WHEN starts_with(l.name, 'tag:') THEN $\(waits + 1)::float8 ELSE $\(waits)::float8 END)) END AS rate
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

  /// The branch `count_change`, behind branches `decayed` and `returned`: limit_id, slots (negative: taken), times and
  /// occupancy, that is what comes back to each limit, in how many parts, and the mean seconds that one slot was occupied.
  static let counted: SQLText = """
    count_change AS (
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

  /// What the leases of a branch `ended` give back to each limit, as `returned` has it.
  static let returnedByLeases: SQLText = """
    SELECT t.limit_id, sum(e.slots) AS slots, count(*) AS times,
      greatest(0.1, avg(extract(epoch FROM clock_timestamp() - e.created)::float8 / e.slots)) AS occupancy
    FROM ended e, unnest(e.limit_ids) AS t(limit_id) GROUP BY t.limit_id
    """

  /// What is free of each limit that got slots back, behind `decayed` and `returned`: limit_id and slots.
  static let freed: SQLText = """
    SELECT d.id AS limit_id, d."limit" - greatest(0, d.occupied - r.slots) AS slots
    FROM decayed d JOIN returned r ON r.limit_id = d.id
    WHERE d.active AND r.slots > 0
    """

  /// The branch `woken`: as many runs as now have a slot, the longest waiting first, need not wait for their next
  /// appointment. Whoever polls for work sees them at once.
  ///
  /// - Parameter room: A query for limit_id and slots, what is free of each limit by now.
  static func woken(_ room: SQLText = freed) -> String {
    """
    room AS MATERIALIZED (
      \(room.text)
    ), waiter AS MATERIALIZED (
      SELECT w.* FROM room x CROSS JOIN LATERAL (
        SELECT r.id, r.next_scheduled_start_time FROM deployment p JOIN flow_run r ON r.deployment_id = p.id
        WHERE p.concurrency_limit_id = x.limit_id AND r.state_type = 'SCHEDULED' AND r.state_name = 'AwaitingConcurrencySlot'
        ORDER BY r.expected_start_time, r.id LIMIT least(1000, greatest(0, x.slots))::int8
        -- One who is being changed is awake; and nobody is waited for while limits are held.
        FOR NO KEY UPDATE OF r SKIP LOCKED
      ) w
    ), woken AS (
      UPDATE flow_run r SET next_scheduled_start_time = clock_timestamp(),
        -- It guards what was decided on the run before.
        updated = greatest(clock_timestamp(), r.updated + interval '1 microsecond')
      FROM waiter w WHERE r.id = w.id AND w.next_scheduled_start_time > clock_timestamp()
      RETURNING r.state_id, r.next_scheduled_start_time
    ), woken_state AS (
      UPDATE flow_run_state s SET state_details = s.state_details || jsonb_build_object('scheduled_time',
        to_char(w.next_scheduled_start_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
      FROM woken w WHERE s.id = w.state_id
    )
    """
  }

  /// Everything that follows a branch `ended` of leases that were deleted: the limits get their slots back, and those who
  /// wait for one are woken.
  static func endOfLeases(waits: Int) -> String {
    """
    \(locked("l.id = ANY(ARRAY(SELECT unnest(e.limit_ids) FROM ended e))")), \(decayed(waits: waits)),
    returned AS MATERIALIZED (
      \(returnedByLeases.text)
    ), \(counted.text), \(woken())
    """
  }
}
