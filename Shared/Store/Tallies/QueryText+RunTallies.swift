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
  /// - Parameter tallies: Of the history's span, divided into its parts.
  static func history(
    _ history: RunHistory, of runs: Tallied, where condition: Condition, tallies: TallySpan, at now: Timestamp
  ) -> QueryText {
    let parts = history.division
    let span = Condition.test(
      runs.moment + " >= $ AND " + runs.moment + " < $", [.timestamp(history.start), .timestamp(history.end)])
    var query = tallies.ofPast.query(
      runs, [.stateType, .stateName, .count, .running, .waiting, .runTime, .lateness], where: .all([span, condition]))
    query.append(
      "SELECT (extract(epoch FROM part - $) * 1000000 / $)::int8 AS number, state_type, state_name, count, ",
      [.timestamp(history.start), .int8(history.interval)])
    query.append("extract(epoch FROM run_time)::float8, extract(epoch FROM lateness)::float8 FROM (")
    query.append(
      "SELECT part, state_type, state_name, sum(count)::int8 AS count, sum(run_time) AS run_time, sum(lateness) AS lateness FROM ("
    )
    query.append("SELECT ")
    query.append(partOfSlotIn: parts)
    query.append(
      """
       AS part, state_type, state_name, count, run_time + running * ($ - stop) AS run_time,
        lateness + waiting * ($ - stop) AS lateness FROM tally
      """, [.timestamp(now), .timestamp(now)])
    query.append(" UNION ALL SELECT ")
    query.append(partOf: "counted.expected_start_time", in: parts)
    query.append(", counted.state_type, counted.state_name, 1, ")
    query.append(runTimeAndLateness: "counted", at: now)
    query.append(
      " UNION ALL SELECT p.part, p.state_type, p.state_name, p.sign, p.sign * p.run_time, p.sign * p.lateness FROM (")
    query.append("SELECT part, sign, state_type, state_name, ")
    query.append(runTimeAndLateness: "moved", at: now)
    query.append(") p) h WHERE state_type IS NOT NULL GROUP BY 1, 2, 3 HAVING sum(count) > 0) g ORDER BY 1, 2, 3")
    return query
  }

  /// What runs of a table add to a history, and the table.
  private mutating func append(runTimeAndLateness runs: SQLText, at now: Timestamp) {
    append("GREATEST(interval '0', " + RunEstimateText.runTime(runs) + ") AS run_time, ", [.timestamp(now)])
    append(RunEstimateText.startDelta(runs) + " AS lateness FROM " + runs, [.timestamp(now)])
  }
}

extension TallyCondition {
  /// The same within a history, divided into its parts; nil if tallies are of no use for these.
  func within(_ history: RunHistory) -> TallyCondition? {
    var tallies = divided(into: history.division)
    tallies?.expect(from: history.start, until: history.end)
    return tallies
  }
}

extension RunHistory {
  fileprivate var division: TallyDivision { TallyDivision(length: interval, start: start) }
}
