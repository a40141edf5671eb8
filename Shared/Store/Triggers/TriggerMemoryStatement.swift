internal import JSON
internal import Models
internal import Postgres
internal import Triggers
internal import Values

/// What triggers remember, in Prefect's own tables (contract §6.6): rows are found by keys and written as differences.
enum TriggerMemoryStatement {
  static let bucketColumns: SQLText =
    #"b.automation_id, b.trigger_id, b.bucketing_key, b.start, b."end", b.count, b.last_event, b.last_operation, b.triggered_at"#

  /// The buckets of some keys.
  static let buckets = Statement(
    "triggerMemory.buckets",
    """
    SELECT \(bucketColumns.text) FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[]) k(automation_id, trigger_id, key)
    JOIN automation_bucket b ON b.automation_id = k.automation_id AND b.trigger_id = k.trigger_id
      AND b.bucketing_key = k.key
    """, isRepeatable: true)

  /// Of some triggers, the buckets that a proactive evaluation changes: those that have ended by `$4`, those that reached the
  /// trigger's threshold (`$3`), and those without labels. At most `$5` of each trigger, the oldest first.
  static let dueBuckets = Statement(
    "triggerMemory.dueBuckets",
    """
    SELECT \(bucketColumns.text)
    FROM unnest($1::uuid[], $2::uuid[], $3::int8[]) k(automation_id, trigger_id, threshold)
    CROSS JOIN LATERAL (
      SELECT * FROM automation_bucket b
      WHERE b.automation_id = k.automation_id AND b.trigger_id = k.trigger_id
        AND (b."end" <= $4 OR b.count >= k.threshold OR b.bucketing_key = '[]')
      ORDER BY b.start LIMIT $5
    ) b
    """, isRepeatable: true)

  /// When the next bucket of each of some triggers ends behind `$3`.
  static let nextEnds = Statement(
    "triggerMemory.nextEnds",
    """
    SELECT b.trigger_id, min(b."end") FROM unnest($1::uuid[], $2::uuid[]) k(automation_id, trigger_id)
    JOIN automation_bucket b ON b.automation_id = k.automation_id AND b.trigger_id = k.trigger_id
    WHERE b."end" > $3 GROUP BY b.trigger_id
    """, isRepeatable: true)

  static let held = Statement(
    "triggerMemory.held",
    """
    SELECT h.automation_id, h.trigger_id, h.bucketing_key, h.event_id, h.occurred
    FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[]) k(automation_id, trigger_id, key)
    JOIN automation_held_event h ON h.automation_id = k.automation_id AND h.trigger_id = k.trigger_id
      AND h.bucketing_key = k.key
    """, isRepeatable: true)

  static let childFirings = Statement(
    "triggerMemory.childFirings",
    """
    SELECT f.automation_id, f.parent_trigger_id, f.child_trigger_id, f.child_firing
    FROM unnest($1::uuid[], $2::uuid[]) k(automation_id, trigger_id)
    JOIN composite_trigger_child_firing f ON f.automation_id = k.automation_id AND f.parent_trigger_id = k.trigger_id
    """, isRepeatable: true)

  static let deleteBuckets = Statement(
    "triggerMemory.deleteBuckets",
    """
    DELETE FROM automation_bucket b USING unnest($1::uuid[], $2::uuid[], $3::jsonb[]) k(automation_id, trigger_id, key)
    WHERE b.automation_id = k.automation_id AND b.trigger_id = k.trigger_id AND b.bucketing_key = k.key
    """)

  /// Buckets of an automation that was deleted in the meantime are left out.
  static let writeBuckets = Statement(
    "triggerMemory.writeBuckets",
    """
    INSERT INTO automation_bucket (automation_id, trigger_id, bucketing_key, start, "end", count, last_event,
      last_operation, triggered_at)
    SELECT k.* FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[], $4::timestamptz[], $5::timestamptz[], $6::int4[],
      $7::jsonb[], $8::text[], $9::timestamptz[])
      k(automation_id, trigger_id, key, start, "end", count, last_event, last_operation, triggered_at)
    JOIN automation a ON a.id = k.automation_id FOR KEY SHARE OF a
    ON CONFLICT (automation_id, trigger_id, bucketing_key) DO UPDATE SET start = excluded.start, "end" = excluded."end",
      count = excluded.count, last_event = excluded.last_event, last_operation = excluded.last_operation,
      triggered_at = excluded.triggered_at, updated = clock_timestamp()
    """)

  static let deleteHeld = Statement(
    "triggerMemory.deleteHeld",
    """
    DELETE FROM automation_held_event h
    USING unnest($1::uuid[], $2::uuid[], $3::jsonb[], $4::uuid[]) k(automation_id, trigger_id, key, event_id)
    WHERE h.automation_id = k.automation_id AND h.trigger_id = k.trigger_id AND h.bucketing_key = k.key
      AND h.event_id = k.event_id
    """)

  static let writeHeld = Statement(
    "triggerMemory.writeHeld",
    """
    INSERT INTO automation_held_event (automation_id, trigger_id, bucketing_key, event_id, occurred)
    SELECT k.* FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[], $4::uuid[], $5::timestamptz[])
      k(automation_id, trigger_id, key, event_id, occurred)
    JOIN automation a ON a.id = k.automation_id FOR KEY SHARE OF a
    ON CONFLICT (automation_id, trigger_id, bucketing_key, event_id) DO NOTHING
    """)

  static let deleteChildFirings = Statement(
    "triggerMemory.deleteChildFirings",
    """
    DELETE FROM composite_trigger_child_firing f USING unnest($1::uuid[], $2::uuid[], $3::uuid[]) k(automation_id, parent, child)
    WHERE f.automation_id = k.automation_id AND f.parent_trigger_id = k.parent AND f.child_trigger_id = k.child
    """)

  static let writeChildFirings = Statement(
    "triggerMemory.writeChildFirings",
    """
    INSERT INTO composite_trigger_child_firing (automation_id, parent_trigger_id, child_trigger_id, child_firing_id,
      child_fired_at, child_firing)
    SELECT k.* FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::jsonb[])
      k(automation_id, parent, child, firing_id, fired_at, firing)
    JOIN automation a ON a.id = k.automation_id FOR KEY SHARE OF a
    ON CONFLICT (automation_id, parent_trigger_id, child_trigger_id) DO UPDATE SET
      child_firing_id = excluded.child_firing_id, child_fired_at = excluded.child_fired_at,
      child_firing = excluded.child_firing, updated = clock_timestamp()
    """)

  /// Of the automations of some shares (`$1`) what ended by `$2`, and what never ends, as its end is `$3`, of triggers that are not among `$4`.
  static let sweepBuckets = Statement(
    "triggerMemory.sweepBuckets",
    """
    DELETE FROM automation_bucket
    WHERE ("end" <= $2 OR "end" = $3 AND trigger_id <> ALL ($4::uuid[])) AND \(isInShare) = ANY($1::int[])
    """)

  /// What was held before `$2` and has no bucket that ends behind `$3`.
  static let sweepHeld = Statement(
    "triggerMemory.sweepHeld",
    """
    DELETE FROM automation_held_event h WHERE h.updated < $2 AND \(isInShare) = ANY($1::int[])
      AND NOT EXISTS (SELECT FROM automation_bucket b WHERE b.automation_id = h.automation_id
        AND b.trigger_id = h.trigger_id AND b.bucketing_key = h.bucketing_key AND b."end" > $3)
    """)

  /// What was written before `$2`, of triggers that are not among `$3`.
  static let sweepChildFirings = Statement(
    "triggerMemory.sweepChildFirings",
    """
    DELETE FROM composite_trigger_child_firing WHERE updated < $2 AND \(isInShare) = ANY($1::int[])
      AND parent_trigger_id <> ALL ($3::uuid[])
    """)

  /// The share of a row's automation, as `TriggerShare.number(of:)` has it.
  private static let isInShare = "(get_byte(uuid_send(automation_id), 15) & \(TriggerShare.count - 1))"
}

extension BucketKey {
  /// The labels' values as the database has them.
  var json: [UInt8] { labels.json }
}

extension Sequence<BucketKey> {
  /// The three columns of a key, as arrays.
  var columns: [SQLValue] {
    [.uuids(map(\.automation)), .uuids(map(\.trigger)), .jsonbs(map(\.json))]
  }
}

extension RowReader {
  mutating func bucketKey() throws(DatabaseError) -> BucketKey {
    let automation = try uuid()
    let trigger = try uuid()
    return BucketKey(automation: automation, trigger: trigger, labels: try strings())
  }

  mutating func bucket() throws(DatabaseError) -> Bucket {
    Bucket(
      start: try timestamp(), end: try timestamp(), count: try int(),
      lastEvent: try optionalJSONB().flatMap { ReceivedEvent(stored: $0) }, lastOperation: try optionalText(),
      triggeredAt: try optionalTimestamp())
  }
}
