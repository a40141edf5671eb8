internal import Models
internal import Postgres
internal import Values

/// The estimates of runs where the database adds them up: the same as `RunEstimates` (contract §5).
enum RunEstimateText {
  /// How long a run `$` has run until a moment, the one value of the text, as an interval.
  static func runTime(_ run: SQLText) -> SQLText {
    "(CASE WHEN " + run + ".state_type = 'RUNNING' THEN " + run + ".total_run_time + ($::timestamptz - " + run
      + ".state_timestamp) ELSE " + run + ".total_run_time END)"
  }

  /// By how much it is or was late at a moment, the one value of the text, as an interval that is never negative.
  static func startDelta(_ run: SQLText) -> SQLText {
    "COALESCE(GREATEST(COALESCE(" + run + ".start_time, CASE WHEN " + run
      + ".state_type NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED') THEN $::timestamptz END), " + run
      + ".expected_start_time) - " + run + ".expected_start_time, interval '0')"
  }
}

extension QueryText {
  /// By how many seconds the runs of a table `run` are late on average that satisfy a condition; NULL without any.
  static func lateness(
    of run: SQLText, from source: SQLText, where condition: Condition, at now: Timestamp
  ) -> QueryText {
    var query = QueryText(
      "SELECT extract(epoch FROM avg(" + RunEstimateText.startDelta(run) + "))::float8 FROM " + source + " WHERE ",
      [.timestamp(now)])
    condition.write(to: &query)
    return query
  }

  /// How many runs of a table `run` each part of a history has in each state, with the sums of their estimates.
  ///
  /// Each part is a range of an index that has all that is read, grouped by its few states alone. The parts are dealt out
  /// to queries that PostgreSQL may give to parallel workers; each names the bounds of its share, so that it is known how
  /// much there is to read. (What a LATERAL query reads is never given to a worker.)
  static func history(
    _ history: RunHistory, of run: SQLText, from source: SQLText, where condition: Condition, at now: Timestamp
  ) -> QueryText {
    var query = QueryText("SELECT * FROM (")
    for (index, parts) in history.shares(4).enumerated() {
      if index > 0 { query.append(" UNION ALL ") }
      query.append("(SELECT p.part, " + run + ".state_type, " + run + ".state_name, count(*), ")
      query.append(
        "extract(epoch FROM sum(GREATEST(interval '0', " + RunEstimateText.runTime(run) + ")))::float8, ",
        [.timestamp(now)])
      query.append("extract(epoch FROM sum(" + RunEstimateText.startDelta(run) + "))::float8", [.timestamp(now)])
      query.append(
        " FROM unnest($::int4[], $::timestamptz[], $::timestamptz[]) p(part, start, stop) JOIN " + source + " ON ",
        [
          .int4s(parts.map(Int32.init)), .timestamps(parts.map(history.start)),
          .timestamps(parts.map { history.start(of: $0 + 1) }),
        ])
      query.append(run + ".expected_start_time >= p.start AND " + run + ".expected_start_time < p.stop WHERE ")
      query.append(
        run + ".expected_start_time >= $ AND " + run + ".expected_start_time < $",
        [.timestamp(history.start(of: parts.lowerBound)), .timestamp(history.start(of: parts.upperBound))])
      query.append(" AND " + run + ".state_type IS NOT NULL AND ")
      condition.write(to: &query)
      query.append(" GROUP BY 1, 2, 3)")
    }
    query.append(") h ORDER BY 1, 2, 3")
    return query
  }
}

extension RunHistory {
  /// The parts, dealt out in order to so many shares of about the same size.
  fileprivate func shares(_ most: Int) -> [Range<Int>] {
    let shares = min(most, count)
    return (0..<shares).map { count * $0 / shares..<count * ($0 + 1) / shares }
  }

  /// The parts with what the rows of `QueryText.history` say of them.
  func parts(_ rows: Rows) throws(DatabaseError) -> [RunHistoryPart] {
    var parts = (0..<count).map { RunHistoryPart(start: start(of: $0), end: start(of: $0 + 1), states: []) }
    for row in rows {
      var reader = row.reader()
      let part = try reader.int()
      let state = RunHistoryState(
        type: try reader.stateType(), name: try reader.text(), count: try reader.int(), runTime: try reader.double(),
        lateness: try reader.double())
      if parts.indices.contains(part) { parts[part].states.append(state) }
    }
    return parts
  }
}
