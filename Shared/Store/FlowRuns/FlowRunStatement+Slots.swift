internal import Models
internal import Orchestration
internal import Postgres
internal import Values

extension FlowRunStatement {
  /// Writes a decided transition of one run together with what becomes of its slot, or nothing of it: when the run is no
  /// longer as it was read, when the slot that it takes is not free any more, or when the lease that it keeps is gone.
  ///
  /// Parameters: those of a proposal, `SlotChange.values`, those of a proposal's branches.
  static let slotTransition = Statement(
    "flowRun.slotTransition", slotChange + FlowRunWrite.branches(after: slotCount) + slotWritten, standsAlone: true)

  /// The same for plain writes.
  static let plainSlotTransition = Statement(
    "flowRun.plainSlotTransition", slotChange + FlowRunWrite.plainBranches(after: slotCount) + slotWritten,
    standsAlone: true)

  private static let slotCount = FlowRunWrite.parameterCount + SlotChange.parameterCount
  private static let slotWritten = "\nSELECT id FROM change"

  private static let slotChange = """
    WITH proposal AS (\(FlowRunWrite.proposal)),
    slot AS (\(ParameterRow.select(SlotChange.columns, after: FlowRunWrite.parameterCount))),
    run AS MATERIALIZED (
      SELECT r.id FROM flow_run r JOIN proposal i ON r.id = i.run_id
      WHERE r.state_id IS NOT DISTINCT FROM i.expected_state_id AND r.updated = i.expected_updated
      FOR NO KEY UPDATE OF r
    ), held AS MATERIALIZED (
      SELECT c.id, c.limit_ids FROM apus.concurrency_lease c
      WHERE c.flow_run_id = ANY(ARRAY(SELECT id FROM run)) FOR UPDATE
    ), \(SlotBranches.locked(
      """
      l.id = ANY(ARRAY(SELECT unnest(h.limit_ids) FROM held h, slot x WHERE x.is_released
        UNION ALL SELECT x.limit_id FROM run, slot x WHERE x.limit_id IS NOT NULL))
      """)),
    \(SlotBranches.decayed(waits: FlowRunWrite.parameterCount + SlotChange.columns.count + 1)), verdict AS MATERIALIZED (
      SELECT run.id FROM run, slot x WHERE CASE
        WHEN x.lease_id IS NOT NULL THEN NOT EXISTS (SELECT FROM held)
          AND EXISTS (SELECT FROM decayed d WHERE d.id = x.limit_id AND d.active AND d.occupied < d."limit")
        WHEN x.is_released THEN true
        ELSE EXISTS (SELECT FROM held) END
    ), taken AS (
      INSERT INTO apus.concurrency_lease (id, limit_ids, slots, holder_type, holder_id, flow_run_id, created, expiration)
      SELECT x.lease_id, ARRAY[x.limit_id], 1, 'flow_run', v.id, v.id, now.moment, now.moment + x.duration
      FROM verdict v, slot x, (SELECT clock_timestamp() AS moment) now WHERE x.lease_id IS NOT NULL
    ), renewed AS (
      UPDATE apus.concurrency_lease c SET expiration = clock_timestamp() + x.duration
      FROM held h, verdict v, slot x WHERE c.id = h.id AND x.lease_id IS NULL AND NOT x.is_released
    ), ended AS MATERIALIZED (
      DELETE FROM apus.concurrency_lease c USING held h, verdict v, slot x WHERE c.id = h.id AND x.is_released
      RETURNING c.id, c.limit_ids, c.slots, c.created
    ), returned AS MATERIALIZED (
      \(SlotBranches.returnedByLeases.text)
      UNION ALL SELECT x.limit_id, -1, 1, NULL FROM verdict, slot x WHERE x.lease_id IS NOT NULL
    ), \(SlotBranches.counted.text), \(SlotBranches.woken()), change AS (
      UPDATE flow_run r SET \(assignments)
      FROM proposal i JOIN verdict v ON v.id = i.run_id WHERE r.id = i.run_id
      RETURNING r.id, r.state_id
    )
    """

  /// Deletes a run with the logs that it has by now and ends the lease that it holds. Parameters: the longest waits, id.
  static let delete = Statement(
    "flowRun.delete",
    """
    WITH change AS MATERIALIZED (
      DELETE FROM flow_run WHERE id = $3 RETURNING id
    ), logs AS (
      DELETE FROM log WHERE flow_run_id = ANY(ARRAY(SELECT id FROM change))
    ), ended AS MATERIALIZED (
      DELETE FROM apus.concurrency_lease c WHERE c.flow_run_id = ANY(ARRAY(SELECT id FROM change))
      RETURNING c.id, c.limit_ids, c.slots, c.created
    ), \(SlotBranches.endOfLeases(waits: 1))
    SELECT id FROM change
    """, standsAlone: true)
}

extension FlowRunWrite {
  /// The statement that writes it together with what becomes of its slot, and the parameters.
  func statement(slots: SlotChange, _ wait: SlotWait) -> (Statement, [SQLValue]) {
    if slots == .none {
      guard isPlain else { return (FlowRunStatement.transition, proposalValues + branchValues) }
      return (FlowRunStatement.plainTransition, plainProposalValues + branchOfAllValues)
    }
    return (
      isPlain ? FlowRunStatement.plainSlotTransition : FlowRunStatement.slotTransition,
      proposalValues + slots.values(wait) + branchValues
    )
  }
}

extension SlotChange {
  /// How many parameters `values` has.
  static let parameterCount = columns.count + 2

  /// The limit and the id of a lease that is taken, how long a lease lasts from now, and whether the lease ends.
  fileprivate static let columns: KeyValuePairs<StaticString, StaticString> = [
    "limit_id": "uuid", "lease_id": "uuid", "duration": "interval", "is_released": "bool",
  ]

  /// `columns`, and the longest waits.
  func values(_ wait: SlotWait) -> [SQLValue] {
    let change: [SQLValue] =
      switch self {
      case .none: [.uuid(nil), .uuid(nil), .interval(nil), .bool(false)]
      case .take(let limit, let lease, let duration): [.uuid(limit), .uuid(lease), .interval(duration), .bool(false)]
      case .renew(let duration): [.uuid(nil), .uuid(nil), .interval(duration), .bool(false)]
      case .release: [.uuid(nil), .uuid(nil), .interval(nil), .bool(true)]
      }
    return change + wait.values
  }
}

extension SlotWait {
  /// The longest waits in seconds, as `SlotBranches.decayed` takes them.
  var values: [SQLValue] { [.float8(maximum.inSeconds), .float8(tagMaximum.inSeconds)] }
}
