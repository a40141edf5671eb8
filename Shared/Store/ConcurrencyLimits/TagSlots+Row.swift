internal import Models
internal import Orchestration
internal import Postgres
internal import Values

/// How the limits of a task run's tags are read beside the run.
enum TagSlotColumns {
  /// The columns in the order in which `RowReader.tagSlots` reads them.
  static let list: SQLText = """
    tl.ids, tl.tags, tl.actives, tl.limits, tl.occupied, tl.occupancies, ol.ids, ol.tags, ol.limits, ol.occupied
    """

  private static let tags: SQLText = " jsonb_array_elements_text(" + .array("t.tags") + ") "

  /// Of a run `t`.
  static let joins: SQLText =
    """
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(l.id ORDER BY l.name), '{}') AS ids,
        coalesce(array_agg(substr(l.name, 5) ORDER BY l.name), '{}') AS tags,
        coalesce(array_agg(l.active ORDER BY l.name), '{}') AS actives,
        coalesce(array_agg(l."limit" ORDER BY l.name), '{}') AS limits,
        coalesce(array_agg(
    """
    + ConcurrencyLimitStatement.occupied
      + """
         ORDER BY l.name), '{}') AS occupied,
          coalesce(array_agg(l.avg_slot_occupancy_seconds ORDER BY l.name), '{}') AS occupancies
        FROM concurrency_limit_v2 l WHERE l.name = ANY(ARRAY(SELECT 'tag:' || x FROM
      """
    + tags
      + """
         x))
      ) tl
      CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(o.id ORDER BY o.tag), '{}') AS ids, coalesce(array_agg(o.tag ORDER BY o.tag), '{}') AS tags,
          coalesce(array_agg(o.concurrency_limit ORDER BY o.tag), '{}') AS limits,
          coalesce(array_agg(jsonb_array_length(
      """
    + .array("o.active_slots")
      + """
        ) ORDER BY o.tag), '{}') AS occupied
        FROM concurrency_limit o WHERE o.tag = ANY(ARRAY(SELECT
      """
    + tags
      + """
        ))
      ) ol
      """
}

extension RowReader {
  /// Reads `TagSlotColumns.list`.
  mutating func tagSlots(terms: SlotTerms) throws(DatabaseError) -> TagSlots {
    var slots = TagSlots(chance: .random(in: 0...1), terms: terms)
    let (ids, tags, actives) = (try uuids(), try texts(), try bools())
    let (limits, occupied, occupancies) = (try ints(), try ints(), try doubles())
    slots.limits = ids.indices.map { index in
      TagSlots.Limit(
        id: ids[index], tag: tags[index], isActive: actives[index], limit: limits[index], occupied: occupied[index],
        averageOccupancySeconds: occupancies[index])
    }
    let (oldIDs, oldTags, oldLimits, oldOccupied) = (try uuids(), try texts(), try ints(), try ints())
    slots.legacy = oldIDs.indices.map { index in
      TagSlots.LegacyLimit(
        id: oldIDs[index], tag: oldTags[index], limit: oldLimits[index], occupied: oldOccupied[index])
    }
    return slots
  }
}
