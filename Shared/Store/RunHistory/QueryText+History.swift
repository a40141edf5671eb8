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

  /// By how much it is or was late at a moment, the two values of the text, as an interval.
  static func startDelta(_ run: SQLText) -> SQLText {
    "(CASE WHEN " + run + ".start_time > " + run + ".expected_start_time THEN " + run + ".start_time - " + run
      + ".expected_start_time WHEN " + run + ".start_time IS NULL AND " + run
      + ".state_type NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED') AND " + run
      + ".expected_start_time < $::timestamptz THEN $::timestamptz - " + run
      + ".expected_start_time ELSE interval '0' END)"
  }
}

extension QueryText {
  /// How many runs of a table `run` each part of a history has in each state, with the sums of their estimates.
  static func history(
    _ history: RunHistory, of run: SQLText, from source: SQLText, where condition: Condition, at now: Timestamp
  ) -> QueryText {
    // Grouped behind a fence and sorted then: few groups are to be sorted, not the runs.
    var query = QueryText(
      "SELECT part, state_type, state_name, runs, extract(epoch FROM run_time)::float8, extract(epoch FROM lateness)::float8"
        + " FROM (SELECT (date_part('epoch', " + run + ".expected_start_time - $::timestamptz) * 1000000)::int8",
      [
        .timestamp(history.start)
      ])
    query.append(" / $::int8 AS part, ", [.int8(history.interval)])
    query.append(run + ".state_type, " + run + ".state_name, count(*) AS runs, ")
    query.append(
      "sum(GREATEST(interval '0', " + RunEstimateText.runTime(run) + ")) AS run_time, ", [.timestamp(now)])
    query.append(
      "sum(GREATEST(interval '0', " + RunEstimateText.startDelta(run) + ")) AS lateness",
      [.timestamp(now), .timestamp(now)])
    query.append(" FROM " + source + " WHERE " + run + ".state_type IS NOT NULL")
    query.append(" AND " + run + ".expected_start_time >= $", [.timestamp(history.start)])
    query.append(" AND " + run + ".expected_start_time < $ AND ", [.timestamp(history.end)])
    condition.write(to: &query)
    query.append(" GROUP BY 1, 2, 3 OFFSET 0) h ORDER BY 1, 2, 3")
    return query
  }
}

extension RunHistory {
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
