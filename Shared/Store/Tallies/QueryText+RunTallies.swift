internal import Models
internal import Postgres
internal import Values

extension QueryText {
  /// How many rows satisfy a condition, of which those that are tallied are not read.
  static func count(_ rows: Tallied, where condition: Condition, tallies: TallySpan) -> QueryText {
    var (query, parts) = tallies.query(rows, [.count], where: condition, inParts: true)
    query.append("SELECT COALESCE((SELECT sum(count) FROM tally), 0)::int8")
    for part in parts { query.append(" + (SELECT count(*) FROM " + part + ")") }
    return query
  }

  /// How many runs that satisfy a condition are in which state, of which those that are tallied are not read.
  static func countByState(_ runs: Tallied, where condition: Condition, tallies: TallySpan) -> QueryText {
    var query = tallies.query(runs, [.stateType, .count], where: condition)
    query.append(
      """
      SELECT state_type, sum(count)::int8 FROM (
        SELECT state_type, count FROM tally UNION ALL SELECT counted.state_type, 1 FROM counted
      ) c WHERE state_type IS NOT NULL GROUP BY 1
      """)
    return query
  }

  /// By how many seconds the runs are late on average that satisfy a condition, of which those that are tallied are not read.
  static func lateness(
    of runs: Tallied, where condition: Condition, tallies: TallySpan, at now: Timestamp
  ) -> QueryText {
    var query = tallies.ofPast.query(runs, [.count, .lateness, .waiting], where: condition)
    query.append("SELECT extract(epoch FROM sum(lateness) / NULLIF(sum(count), 0))::float8 FROM (")
    query.append("SELECT count, lateness + waiting * ($ - stop) AS lateness FROM tally", [.timestamp(now)])
    query.append(
      " UNION ALL SELECT 1, " + RunEstimateText.startDelta("counted") + " FROM counted) l", [.timestamp(now)])
    return query
  }

  /// The same as `history`, where runs that are tallied are not read.
  ///
  /// - Parameter tallies: Of the history's span, of which each part takes or leaves each of them whole.
  static func history(
    _ history: RunHistory, of runs: Tallied, where condition: Condition, tallies: TallySpan, at now: Timestamp
  ) -> QueryText {
    let span = Condition.test(
      runs.moment + " >= $ AND " + runs.moment + " < $", [.timestamp(history.start), .timestamp(history.end)])
    var query = tallies.ofPast.query(
      runs, [.stateType, .stateName, .count, .running, .waiting, .runTime, .lateness], where: .all([span, condition]))
    let bin: [SQLValue] = [.int8(history.interval), .timestamp(history.start)]
    query.append(
      "SELECT (extract(epoch FROM part - $) * 1000000 / $)::int8, state_type, state_name, sum(count)::int8, ",
      [.timestamp(history.start), .int8(history.interval)])
    query.append("extract(epoch FROM sum(run_time))::float8, extract(epoch FROM sum(lateness))::float8 FROM (")
    query.append(
      """
      SELECT date_bin($ * interval '1 microsecond', slot, $) AS part, state_type, state_name, count,
        run_time + running * ($ - stop) AS run_time, lateness + waiting * ($ - stop) AS lateness FROM tally
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

extension TallyCondition {
  /// The same within a history, each of whose parts takes or leaves a tally whole.
  func within(_ history: RunHistory) -> TallyCondition {
    var tallies = self
    tallies.expect(from: history.start, until: history.end)
    tallies.divide(into: history.interval, from: history.start)
    return tallies
  }
}
