internal import Postgres

enum ConcurrencyLimitStatement {
  /// The occupied slots of a limit `l`, after decay.
  static let occupied: SQLText = """
    greatest(0, l.active_slots - floor(
      least(l.slot_decay_per_second, 1e9) * greatest(0, extract(epoch FROM now() - l.updated)::float8)))::int8
    """

  /// The columns in the order in which `ConcurrencyLimit.init(row:)` reads them, with the slots after decay.
  static let columns: SQLText =
    "l.id, l.created, l.updated, l.active, l.name, l.\"limit\", " + occupied
    + ", l.denied_slots, l.slot_decay_per_second, l.avg_slot_occupancy_seconds"

  static let insert = Statement(
    "concurrencyLimit.insert",
    """
    WITH change AS (
      INSERT INTO concurrency_limit_v2 (id, created, updated, active, name, "limit", active_slots, denied_slots,
        slot_decay_per_second, avg_slot_occupancy_seconds)
      VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (name) DO NOTHING
      RETURNING id
    )\(EventWrite.branches(after: 9))
    SELECT id FROM change
    """)

  static let readByID = Statement(
    "concurrencyLimit.readByID", "SELECT \(columns.text) FROM concurrency_limit_v2 l WHERE l.id = $1",
    isRepeatable: true)

  static let readByName = Statement(
    "concurrencyLimit.readByName", "SELECT \(columns.text) FROM concurrency_limit_v2 l WHERE l.name = $1",
    isRepeatable: true)

  static let list = Statement(
    "concurrencyLimit.list",
    "SELECT \(columns.text) FROM concurrency_limit_v2 l ORDER BY l.name LIMIT $1 OFFSET $2", isRepeatable: true)

  /// What is free of a limit that was changed.
  static let free: SQLText = """
    SELECT c.id AS limit_id, c."limit" - c.active_slots AS slots FROM change c WHERE c.active
    """

  /// Writes a row whose definition nobody changed since it was read; its counts may have changed. Slots that are not set
  /// are those that decay left under the old rate. A name that another limit has violates `uq_concurrency_limit_v2__name`.
  static let update = Statement(
    "concurrencyLimit.update",
    """
    WITH change AS (
      UPDATE concurrency_limit_v2 l SET
        updated = greatest(clock_timestamp(), l.updated),
        active = $6, name = $7, "limit" = $8, slot_decay_per_second = $9,
        active_slots = coalesce($10, greatest(0, l.active_slots - floor(
          least(l.slot_decay_per_second, 1e9)
            * greatest(0, extract(epoch FROM clock_timestamp() - l.updated)::float8)))::int4),
        denied_slots = coalesce($11, l.denied_slots)
      WHERE l.id = $1 AND l.active = $2 AND l.name = $3 AND l."limit" = $4 AND l.slot_decay_per_second = $5
      RETURNING l.id, l.active, l."limit", l.active_slots
    ), \(SlotBranches.woken(free))\(EventWrite.branches(after: 11))
    SELECT id FROM change
    """, standsAlone: true)

  /// Deletes a row whose definition nobody changed since it was read. Its leases end by themselves.
  static let delete = Statement(
    "concurrencyLimit.delete",
    """
    WITH change AS (
      DELETE FROM concurrency_limit_v2 l
      WHERE l.id = $1 AND l.active = $2 AND l.name = $3 AND l."limit" = $4 AND l.slot_decay_per_second = $5
      RETURNING id
    )\(EventWrite.branches(after: 5))
    SELECT id FROM change
    """, standsAlone: true)
}
