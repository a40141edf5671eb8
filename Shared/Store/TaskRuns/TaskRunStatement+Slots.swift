internal import Models
internal import Orchestration
internal import Postgres
internal import Values

extension TaskRunStatement {
  /// Writes a decided transition of a run together with what becomes of the slots of its tags, or nothing of it: when the
  /// run has another state by now, or when a slot that it takes is not free any more.
  ///
  /// Parameters: those of `transition`, then `TagSlotChange.values`.
  static let slotTransition = Statement(
    "taskRun.slotTransition",
    """
    WITH run AS MATERIALIZED (
      SELECT t.id FROM task_run t WHERE t.id = $1 AND t.state_id IS NOT DISTINCT FROM $2 FOR NO KEY UPDATE
    ), slot AS (\(ParameterRow.select(TagSlotChange.columns, after: transitionCount))),
    held AS MATERIALIZED (
      SELECT c.id, c.limit_ids FROM apus.concurrency_lease c
      WHERE c.holder_id = ANY(ARRAY(SELECT run.id FROM run, slot x WHERE x.is_released))
        AND c.limit_ids && (SELECT x.limit_ids FROM slot x)
      -- In the order of ids, as whoever locks several leases does.
      ORDER BY c.id FOR UPDATE
    ), \(SlotBranches.locked(
      """
      l.id = ANY(ARRAY(SELECT unnest(h.limit_ids) FROM held h
        UNION ALL SELECT unnest(x.limit_ids) FROM run, slot x WHERE NOT x.is_released))
      """)), \(SlotBranches.decayed(waits: transitionCount + TagSlotChange.columns.count + 1)),
    legacy AS MATERIALIZED (
      SELECT o.id, o.concurrency_limit, o.active_slots FROM concurrency_limit o
      -- Behind the locks of the other limits, and in the order of ids.
      WHERE (SELECT count(*) FROM decayed) >= 0 AND o.id = ANY(ARRAY(SELECT unnest(x.legacy_ids) FROM run, slot x))
      ORDER BY o.id FOR UPDATE
    ), verdict AS MATERIALIZED (
      SELECT run.id FROM run, slot x WHERE x.is_released OR (
        (SELECT count(*) FROM decayed d WHERE d.active AND d.occupied < d."limit") = cardinality(x.limit_ids)
        AND (SELECT count(*) FROM legacy o WHERE jsonb_array_length(o.active_slots) < o.concurrency_limit)
          = cardinality(x.legacy_ids))
    ), taken AS (
      INSERT INTO apus.concurrency_lease (id, limit_ids, slots, holder_type, holder_id, created, expiration)
      SELECT x.lease_id, x.limit_ids, 1, 'task_run', v.id, now.moment, now.moment + x.duration
      FROM verdict v, slot x, (SELECT clock_timestamp() AS moment) now
      WHERE NOT x.is_released AND cardinality(x.limit_ids) > 0
    ), ended AS MATERIALIZED (
      DELETE FROM apus.concurrency_lease c USING held h WHERE c.id = h.id
      RETURNING c.id, c.limit_ids, c.slots, c.created
    ), returned AS MATERIALIZED (
      \(SlotBranches.returnedByLeases.text)
      UNION ALL SELECT unnest(x.limit_ids), -1, 1, NULL FROM verdict, slot x WHERE NOT x.is_released
    ), \(SlotBranches.counted.text), legacy_change AS (
      UPDATE concurrency_limit c SET updated = clock_timestamp(), active_slots = o.active_slots - v.id::text
        || CASE WHEN x.is_released THEN '[]' ELSE jsonb_build_array(v.id) END
      FROM legacy o, verdict v, slot x WHERE c.id = o.id AND (NOT x.is_released OR o.active_slots ? v.id::text)
    ), change AS (
      UPDATE task_run SET \(assignments) FROM verdict v WHERE task_run.id = v.id
      RETURNING task_run.id, task_run.flow_run_id, task_run.task_key
    )\(stateBranches(after: 3))
    SELECT id, \(TaskRunQueueWrite.wake) FROM change
    """, standsAlone: true)

  /// How many parameters `transition` takes.
  private static let transitionCount = 3 + stateParameterCount
}

extension TagSlotChange {
  fileprivate static let columns: KeyValuePairs<StaticString, StaticString> = [
    "limit_ids": "uuid[]", "legacy_ids": "uuid[]", "lease_id": "uuid", "is_released": "bool", "duration": "interval",
  ]

  /// `columns`: the limits and the older ones, the id of a lease that is taken, whether slots are given back, and how long
  /// the lease lasts; then the longest waits.
  func values(_ wait: SlotWait) -> [SQLValue] {
    let change: [SQLValue] =
      switch self {
      case .none: [.uuids([]), .uuids([]), .uuid(nil), .bool(false)]
      case .take(let limits, let legacy, let lease):
        [.uuids(limits), .uuids(legacy), .uuid(lease), .bool(false)]
      case .release(let limits, let legacy): [.uuids(limits), .uuids(legacy), .uuid(nil), .bool(true)]
      }
    return change + [.interval(SlotTerms.endless)] + wait.values
  }
}
