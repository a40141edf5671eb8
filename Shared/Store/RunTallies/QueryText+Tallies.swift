internal import Models
internal import Postgres
internal import Values

extension QueryText {
  /// How many runs satisfy a condition, of which those that are tallied are not read.
  ///
  /// - Parameter tallies: What the condition means for tallies.
  static func count(
    _ runs: TalliedRuns, where condition: Condition, tallies: TallyCondition, at now: Timestamp
  ) -> QueryText {
    var query = QueryText.tallied(runs, "s.count", where: condition, tallies: tallies, at: now)
    query.append(
      """
      SELECT COALESCE((SELECT sum(s.count) FROM tally s WHERE s.slot NOT IN (SELECT slot FROM apart)), 0)::int8
        + (SELECT count(*) FROM run)
      """)
    return query
  }

  /// How many runs that satisfy a condition are in which state, of which those that are tallied are not read.
  static func countByState(
    _ runs: TalliedRuns, where condition: Condition, tallies: TallyCondition, at now: Timestamp
  ) -> QueryText {
    var query = QueryText.tallied(runs, "s.state_type, s.count", where: condition, tallies: tallies, at: now)
    query.append(
      """
      SELECT state_type, sum(count)::int8 FROM (
        SELECT s.state_type, s.count FROM tally s WHERE s.slot NOT IN (SELECT slot FROM apart)
        UNION ALL SELECT run.state_type, 1 FROM run
      ) c WHERE state_type IS NOT NULL GROUP BY 1
      """)
    return query
  }

  /// The same as `history`, where runs that are tallied are not read.
  static func history(
    _ history: RunHistory, of runs: TalliedRuns, where condition: Condition, tallies: TallyCondition, at now: Timestamp
  ) -> QueryText {
    var tallies = tallies
    tallies.divide(into: history)
    let span = Condition.test(
      runs.row + ".expected_start_time >= $ AND " + runs.row + ".expected_start_time < $",
      [.timestamp(history.start), .timestamp(history.end)])
    var query = QueryText.tallied(
      runs, "s.state_type, s.state_name, s.count, s.running, s.waiting, s.run_time, s.lateness",
      where: .all([span, condition]), tallies: tallies, at: now)
    let bin: [SQLValue] = [.int8(history.interval), .timestamp(history.start)]
    query.append(
      "SELECT (extract(epoch FROM part - $) * 1000000 / $)::int8, state_type, state_name, sum(count)::int8, ",
      [.timestamp(history.start), .int8(history.interval)])
    query.append("extract(epoch FROM sum(run_time))::float8, extract(epoch FROM sum(lateness))::float8 FROM (")
    query.append(
      """
      SELECT date_bin($ * interval '1 microsecond', s.slot, $) AS part, s.state_type, s.state_name, s.count,
        s.run_time + s.running * ($ - (s.slot + interval '5 minutes')) AS run_time,
        s.lateness + s.waiting * ($ - (s.slot + interval '5 minutes')) AS lateness
      FROM tally s WHERE s.slot NOT IN (SELECT slot FROM apart)
      """, bin + [.timestamp(now), .timestamp(now)])
    query.append(
      """
       UNION ALL SELECT date_bin($ * interval '1 microsecond', run.expected_start_time, $), run.state_type, run.state_name, 1,
      """, bin)
    query.append(" GREATEST(interval '0', " + RunEstimateText.runTime("run") + "), ", [.timestamp(now)])
    query.append(RunEstimateText.startDelta("run"), [.timestamp(now)])
    query.append(" FROM run) h WHERE state_type IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
    return query
  }

  /// How old tallies may be, at the most, to be used: where nobody tallies, what is read beside them grows and grows.
  private static let patience = Duration.seconds(86_400)

  /// Begins a query with what satisfies a condition: tallies `tally`, those of the slots `apart` excepted, and runs `run`.
  ///
  /// All see one snapshot. Runs are read by the time when they were expected (OFFSET 0 keeps other conditions out of the
  /// choice of an index), since that is what bounds how many there are; the database can't know.
  ///
  /// - Parameter columns: What of a tally `s` is wanted beside its slot.
  private static func tallied(
    _ runs: TalliedRuns, _ columns: SQLText, where condition: Condition, tallies: TallyCondition, at now: Timestamp
  ) -> QueryText {
    let (row, until) = (runs.row, runs.until)
    let fresh = [SQLValue.timestamp(now - patience)]
    // Where all tallies are whole there is nothing to look for in them twice.
    var query = QueryText("WITH tally AS " + (tallies.whole.isEmpty ? "NOT MATERIALIZED" : "MATERIALIZED"))
    query.append(" (SELECT s.slot, " + columns + ", ")
    Condition.all(tallies.whole).write(to: &query)
    query.append(" AS whole FROM " + runs.tallies + " s WHERE " + until + " >= $", fresh)
    query.append(" AND s.slot < " + until + " AND ")
    Condition.all(tallies.some).write(to: &query)
    query.append(
      "), apart AS MATERIALIZED (SELECT slot FROM tally WHERE NOT whole UNION SELECT c.slot FROM " + runs.changes)
    query.append(" AND c.slot < " + until + " AND ")
    Condition.all(tallies.slots).write(to: &query)
    query.append(
      "), run AS (SELECT " + row + ".* FROM apart CROSS JOIN LATERAL (SELECT " + row + ".* FROM " + runs.source)
    query.append(" WHERE " + row + ".expected_start_time >= apart.slot")
    query.append(" AND " + row + ".expected_start_time < apart.slot + interval '5 minutes' AND ")
    tallies.indexed.write(to: &query)
    query.append(" OFFSET 0) " + row + " WHERE ")
    condition.write(to: &query, probing: true)
    query.append(" UNION ALL SELECT " + row + ".* FROM (SELECT " + row + ".* FROM " + runs.source + " WHERE ")
    query.append(row + ".expected_start_time >= " + until + " AND " + until + " >= $ AND ", fresh)
    tallies.indexed.write(to: &query)
    query.append(" OFFSET 0) " + row + " WHERE ")
    condition.write(to: &query, probing: true)
    query.append(" UNION ALL SELECT " + row + ".* FROM " + runs.source + " WHERE ")
    query.append(row + ".expected_start_time IS NULL AND " + until + " >= $ AND ", fresh)
    condition.write(to: &query, probing: true)
    query.append(" UNION ALL SELECT " + row + ".* FROM " + runs.source + " WHERE " + until + " < $ AND ", fresh)
    condition.write(to: &query)
    query.append(") ")
    return query
  }
}
