internal import Postgres

/// The first version of concurrency limits: a view of those named `tag:<tag>`, and of what older servers left in a table of
/// its own.
enum TagConcurrencyLimitStatement {
  /// The task runs that hold slots of a limit `l`.
  private static let holders = """
    SELECT t.limit_id, array_agg(c.holder_id::text ORDER BY c.created, c.id) AS ids
    FROM apus.concurrency_lease c, unnest(c.limit_ids) AS t(limit_id)
    WHERE c.holder_type = 'task_run' AND c.expiration > now() GROUP BY t.limit_id
    """

  /// Both kinds, in the columns in which `TagConcurrencyLimit.init(row:)` reads them.
  ///
  /// - Parameters:
  ///   - modern: Which limits `l` are meant, of those named `tag:<tag>`.
  ///   - legacy: Which limits `o` of the older kind are meant.
  private static func limits(_ modern: StaticString, _ legacy: StaticString) -> String {
    """
    SELECT v.id, v.created, v.updated, v.tag, v."limit", v.holders FROM (
      SELECT 0 AS kind, l.id, l.created, l.updated, substr(l.name, 5) AS tag, l."limit", coalesce(h.ids, '{}') AS holders
      FROM concurrency_limit_v2 l LEFT JOIN (\(holders)) h ON h.limit_id = l.id
      WHERE starts_with(l.name, 'tag:') AND \(modern)
      UNION ALL
      SELECT 1, o.id, o.created, o.updated, o.tag, o.concurrency_limit,
        ARRAY(SELECT jsonb_array_elements_text(\(SQLText.array("o.active_slots").text)))
      FROM concurrency_limit o WHERE \(legacy)
    ) v ORDER BY v.kind, v.tag, v.id
    """
  }

  static let readByID = Statement(
    "tagLimit.readByID", limits("l.id = $1", "o.id = $1") + " LIMIT 1", isRepeatable: true)

  static let readByTag = Statement(
    "tagLimit.readByTag", limits("l.name = 'tag:' || $1::text", "o.tag = $1") + " LIMIT 1", isRepeatable: true)

  /// Where a tag has both, the older one is not seen.
  static let list = Statement(
    "tagLimit.list",
    limits("true", "NOT EXISTS (SELECT FROM concurrency_limit_v2 l WHERE l.name = 'tag:' || o.tag)")
      + " LIMIT $1 OFFSET $2", isRepeatable: true)

  /// Deletes a limit of the older kind, as it was read. Parameters: id, tag, limit, and those of the event.
  static let deleteLegacy = Statement(
    "tagLimit.deleteLegacy",
    """
    WITH change AS (
      DELETE FROM concurrency_limit WHERE id = $1 AND tag = $2 AND concurrency_limit = $3 RETURNING id
    )\(EventWrite.branches(after: 3))
    SELECT id FROM change
    """, standsAlone: true)

  /// Forgets leases that were on no other limit than one that is deleted.
  static let dropLeases = Statement(
    "tagLimit.dropLeases", "DELETE FROM apus.concurrency_lease WHERE limit_ids = ARRAY[$1::uuid]", isRepeatable: true,
    standsAlone: true)

  /// Holds the limit of a tag, so that nobody takes a slot of it until the transaction ends.
  static let lock = Statement("tagLimit.lock", "SELECT id FROM concurrency_limit_v2 WHERE name = $1 FOR NO KEY UPDATE")

  /// Ends what leases hold of a locked limit, and gives its slots to the given task runs. A lease on other limits besides
  /// keeps those. What somebody is ending right now waits for our lock, and will be given back behind it.
  ///
  /// Parameters: the limit, task runs, how long their leases last.
  static let reset = Statement(
    "tagLimit.reset",
    """
    WITH ours AS MATERIALIZED (
      SELECT c.id, c.limit_ids FROM apus.concurrency_lease c WHERE c.limit_ids @> ARRAY[$1::uuid]
      -- Others lock a lease before its limits, so it must not be waited for here.
      FOR UPDATE SKIP LOCKED
    ), dropped AS (
      DELETE FROM apus.concurrency_lease c USING ours o WHERE c.id = o.id AND cardinality(o.limit_ids) = 1
    ), detached AS (
      UPDATE apus.concurrency_lease c SET limit_ids = array_remove(c.limit_ids, $1)
      FROM ours o WHERE c.id = o.id AND cardinality(o.limit_ids) > 1
    ), granted AS (
      INSERT INTO apus.concurrency_lease (id, limit_ids, slots, holder_type, holder_id, created, expiration)
      SELECT gen_random_uuid(), ARRAY[$1], 1, 'task_run', x, now(), now() + $3::interval FROM unnest($2::uuid[]) x
    )
    UPDATE concurrency_limit_v2 SET updated = clock_timestamp(), active_slots = cardinality($2) + (
      SELECT coalesce(sum(c.slots), 0)::int4 FROM apus.concurrency_lease c
      WHERE c.limit_ids @> ARRAY[$1] AND c.id NOT IN (SELECT id FROM ours))
    WHERE id = $1 RETURNING id
    """)

  static let resetLegacy = Statement(
    "tagLimit.resetLegacy",
    """
    UPDATE concurrency_limit SET updated = clock_timestamp(), active_slots = to_jsonb($2::uuid[]) WHERE tag = $1
    RETURNING id
    """, standsAlone: true)

  /// Takes a slot of each tag for a task run, or of none.
  ///
  /// Parameters: tags, the task run, the longest waits, the lease's id and how long it lasts. There is a row for each limit,
  /// of the kind that counts for its tag or not.
  static let take = Statement(
    "tagLimit.take",
    """
    WITH \(SlotBranches.locked("l.name = ANY(ARRAY(SELECT 'tag:' || x FROM unnest($1::text[]) x))")),
    \(SlotBranches.decayed(waits: 3)), legacy AS MATERIALIZED (
      SELECT o.id, o.tag, o.concurrency_limit, o.active_slots FROM concurrency_limit o
      -- Behind the locks of the other limits, and in the order of ids.
      WHERE (SELECT count(*) FROM decayed) >= 0 AND o.tag = ANY($1) ORDER BY o.id FOR UPDATE
    ), asked AS MATERIALIZED (
      SELECT d.id, substr(d.name, 5) AS tag, d."limit", true AS is_modern, d.active AS counts, d.occupied < d."limit" AS is_free
      FROM decayed d
      UNION ALL
      SELECT o.id, o.tag, o.concurrency_limit, false,
        NOT EXISTS (SELECT FROM decayed d WHERE d.active AND d.name = 'tag:' || o.tag),
        jsonb_array_length(o.active_slots) < o.concurrency_limit
      FROM legacy o
    ), verdict AS MATERIALIZED (
      SELECT bool_and(a."limit" <> 0 AND (a.is_free OR NOT a.counts)) AS is_taken FROM asked a
    ), wanted AS MATERIALIZED (
      SELECT a.id, a.is_modern FROM asked a, verdict v WHERE a.counts AND v.is_taken
    ), lease AS (
      INSERT INTO apus.concurrency_lease (id, limit_ids, slots, holder_type, holder_id, created, expiration)
      SELECT $5::uuid, ids.list, 1, 'task_run', $2::uuid, now.moment, now.moment + $6::interval
      FROM (SELECT array_agg(w.id ORDER BY w.id) AS list FROM wanted w WHERE w.is_modern) ids,
        (SELECT clock_timestamp() AS moment) now
      WHERE ids.list IS NOT NULL
    ), returned AS MATERIALIZED (
      SELECT w.id AS limit_id, -1 AS slots, 1 AS times, NULL::float8 AS occupancy FROM wanted w WHERE w.is_modern
    ), \(SlotBranches.counted.text), legacy_change AS (
      UPDATE concurrency_limit c SET updated = clock_timestamp(),
        active_slots = o.active_slots - $2::text || jsonb_build_array($2)
      FROM legacy o JOIN wanted w ON w.id = o.id AND NOT w.is_modern WHERE c.id = o.id
    )
    SELECT a.id, a.tag, a."limit", a.is_modern, a.counts, a.is_free, v.is_taken FROM asked a, verdict v
    """, standsAlone: true)

  /// Ends the leases that a task run holds on any of the tags' limits, and takes it out of the older ones.
  ///
  /// Parameters: tags, the task run, the longest waits. There is a row for each limit of the tags, and for each older one
  /// that the run was in.
  static let giveBack = Statement(
    "tagLimit.giveBack",
    """
    WITH named AS MATERIALIZED (
      SELECT l.id, l.name, l."limit" FROM concurrency_limit_v2 l
      WHERE l.name = ANY(ARRAY(SELECT 'tag:' || x FROM unnest($1::text[]) x))
    ), held AS MATERIALIZED (
      SELECT c.id FROM apus.concurrency_lease c
      WHERE c.holder_id = $2::uuid AND c.limit_ids && ARRAY(SELECT id FROM named)
      -- In the order of ids, as whoever locks several leases does.
      ORDER BY c.id FOR UPDATE
    ), ended AS MATERIALIZED (
      DELETE FROM apus.concurrency_lease c USING held h WHERE c.id = h.id
      RETURNING c.id, c.limit_ids, c.slots, c.created
    ), \(SlotBranches.endOfLeases(waits: 3)), legacy AS MATERIALIZED (
      SELECT o.id, o.tag, o.concurrency_limit, o.active_slots FROM concurrency_limit o
      -- Behind the locks of the other limits, and in the order of ids.
      WHERE (SELECT count(*) FROM decayed) >= 0 AND o.tag = ANY($1) AND o.active_slots ? $2::text
        AND NOT EXISTS (SELECT FROM named n WHERE n.name = 'tag:' || o.tag)
      ORDER BY o.id FOR UPDATE
    ), legacy_change AS (
      UPDATE concurrency_limit c SET updated = clock_timestamp(), active_slots = o.active_slots - $2::text
      FROM legacy o WHERE c.id = o.id
    )
    SELECT n.id, n.name, n."limit" FROM named n UNION ALL SELECT o.id, o.tag, o.concurrency_limit FROM legacy o
    """, standsAlone: true)
}
