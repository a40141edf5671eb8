internal import Models
internal import Postgres
internal import Values

extension QueryText {
  /// How many rows satisfy a condition, of which those that are tallied are not read.
  ///
  /// - Parameter tallies: What the condition means for tallies.
  static func count(
    _ rows: Tallied, where condition: Condition, tallies: TallyCondition, at now: Timestamp
  ) -> QueryText {
    var query = QueryText.tallied(rows, "s.count", where: condition, tallies: tallies, at: now)
    query.append(
      """
      SELECT COALESCE((SELECT sum(s.count) FROM tally s WHERE s.slot NOT IN (SELECT slot FROM apart)), 0)::int8
        + (SELECT count(*) FROM counted)
      """)
    return query
  }

  /// How old tallies may be, at the most, to be used: where nobody tallies, what is read beside them grows and grows.
  private static let patience = Duration.seconds(86_400)

  /// Begins a query with what satisfies a condition: tallies `tally`, those of the slots `apart` excepted, and rows `counted`.
  ///
  /// All see one snapshot. Runs are read by the time when they were expected (OFFSET 0 keeps other conditions out of the
  /// choice of an index), since that is what bounds how many there are; the database can't know.
  ///
  /// - Parameter columns: What of a tally `s` is wanted beside its slot.
  static func tallied(
    _ rows: Tallied, _ columns: SQLText, where condition: Condition, tallies: TallyCondition, at now: Timestamp
  ) -> QueryText {
    let (row, moment, until) = (rows.row, rows.moment, rows.until)
    let fresh = [SQLValue.timestamp(now - patience)]
    let (all, from) = ("SELECT " + row + ".* FROM " as SQLText, rows.source + " WHERE ")

    // Where all tallies are whole there is nothing to look for in them twice.
    var query = QueryText("WITH tally AS " + (tallies.whole.isEmpty ? "NOT MATERIALIZED" : "MATERIALIZED"))
    query.append(" (SELECT s.slot, " + columns + ", ")
    Condition.all(tallies.whole).write(to: &query)
    query.append(" AS whole FROM " + rows.tallies + " s WHERE " + until + " >= $", fresh)
    query.append(" AND s.slot < " + until + " AND ")
    Condition.all(tallies.some).write(to: &query)
    query.append(
      "), apart AS MATERIALIZED (SELECT slot FROM tally WHERE NOT whole UNION SELECT c.slot FROM " + rows.changes)
    query.append(" AND c.slot < " + until + " AND ")
    Condition.all(tallies.slots).write(to: &query)

    query.append("), counted AS (" + all + "apart CROSS JOIN LATERAL (" + all + from + moment + " >= apart.slot AND ")
    query.append(moment + " < apart.slot + interval '5 minutes' AND ")
    tallies.indexed.write(to: &query)
    query.append(" OFFSET 0) " + row + " WHERE ")
    condition.write(to: &query, probing: true)
    query.append(
      " UNION ALL " + all + "(" + all + from + moment + " >= " + until + " AND " + until + " >= $ AND ", fresh)
    tallies.indexed.write(to: &query)
    query.append((rows == .events ? ") " : " OFFSET 0) ") + row + " WHERE ")
    condition.write(to: &query, probing: true)
    if rows != .events {
      query.append(" UNION ALL " + all + from + moment + " IS NULL AND " + until + " >= $ AND ", fresh)
      condition.write(to: &query, probing: true)
    }
    query.append(" UNION ALL " + all + from + until + " < $ AND ", fresh)
    condition.write(to: &query)
    query.append(") ")
    return query
  }
}
