internal import Models
internal import Postgres
internal import Values

extension QueryText {
  /// How many runs that satisfy a condition are in which state, of which those that are tallied are not read.
  static func countByState(
    _ runs: Tallied, where condition: Condition, tallies: TallyCondition, at now: Timestamp
  ) -> QueryText {
    var query = QueryText.tallied(runs, "s.state_type, s.count", where: condition, tallies: tallies, at: now)
    query.append(
      """
      SELECT state_type, sum(count)::int8 FROM (
        SELECT s.state_type, s.count FROM tally s WHERE s.slot NOT IN (SELECT slot FROM apart)
        UNION ALL SELECT counted.state_type, 1 FROM counted
      ) c WHERE state_type IS NOT NULL GROUP BY 1
      """)
    return query
  }

  /// The same as `history`, where runs that are tallied are not read.
  static func history(
    _ history: RunHistory, of runs: Tallied, where condition: Condition, tallies: TallyCondition, at now: Timestamp
  ) -> QueryText {
    var tallies = tallies
    tallies.expect(from: history.start, until: history.end)
    tallies.divide(into: history.interval, from: history.start)
    let span = Condition.test(
      runs.moment + " >= $ AND " + runs.moment + " < $", [.timestamp(history.start), .timestamp(history.end)])
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
       UNION ALL SELECT date_bin($ * interval '1 microsecond', counted.expected_start_time, $), counted.state_type, counted.state_name, 1,
      """, bin)
    query.append(" GREATEST(interval '0', " + RunEstimateText.runTime("counted") + "), ", [.timestamp(now)])
    query.append(RunEstimateText.startDelta("counted"), [.timestamp(now)])
    query.append(" FROM counted) h WHERE state_type IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
    return query
  }
}
