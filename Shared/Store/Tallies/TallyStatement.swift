internal import Postgres
internal import Values

enum TallyStatement {
  /// Locks the progress of a table's tallies; tells whether they are of the tables that there are.
  static let begin = Statement(
    "tally.begin",
    "SELECT tables = apus.tallied_tables(relation) FROM apus.tally_progress WHERE relation = $1 FOR UPDATE SKIP LOCKED")

  static let advance = Statement("tally.advance", "UPDATE apus.tally_progress SET until = $2 WHERE relation = $1")

  /// Slots that are tallied and of which rows have changed since.
  static let changed = Statement(
    "tally.changed",
    """
    SELECT DISTINCT slot FROM apus.tally_change
    WHERE relation = $1 AND slot > COALESCE($2::timestamptz, '-infinity') AND slot < apus.tallied_until($1)
    ORDER BY slot LIMIT $3
    """, isRepeatable: true)
}

extension QueryText {
  /// The next slots to tally, from where to where; no row if none is old enough.
  static func nextTallies(_ rows: Tallied, batchSize: Int) -> QueryText {
    let (moment, until) = (rows.moment, rows.until)
    var query = QueryText("SELECT start, LEAST(horizon, GREATEST(start + interval '5 minutes', COALESCE(")
    query.append("(SELECT apus.tally_slot(" + moment + ") FROM " + rows.source + " WHERE " + moment + " >= start")
    query.append(" ORDER BY " + moment + " OFFSET $ LIMIT 1), horizon))) ", [.int8(Int64(batchSize))])
    query.append("FROM (SELECT apus.tally_slot(clock_timestamp() - interval '1 hour') AS horizon, GREATEST(" + until)
    query.append(", (SELECT apus.tally_slot(" + moment + ") FROM " + rows.source + " WHERE " + moment + " >= " + until)
    query.append(
      " AND " + moment + " > '-infinity' ORDER BY " + moment + " LIMIT 1)) AS start) n WHERE start < horizon")
    return query
  }

  /// Tallies the rows of slots, as they are now; of one slot only, if it has been tallied before.
  static func tally(_ rows: Tallied, from start: Timestamp, until end: Timestamp) -> QueryText {
    let span: [SQLValue] = [.timestamp(start), .timestamp(end)]
    var query = QueryText("WITH noted AS (DELETE FROM " + rows.changes + " AND c.slot >= $ AND c.slot < $), ", span)
    query.append("old AS (DELETE FROM " + rows.tallies + " WHERE slot = $)", [.timestamp(start)])
    switch rows {
    case .flowRuns: query.tallyRuns(rows, facts: "apus.flow_run_fact f", span)
    case .taskRuns: query.tallyRuns(rows, facts: "apus.task_run_fact f", span)
    case .events: query.tallyEvents(span)
    }
    return query
  }

  /// A slot with a run that has gone on for less than no time, since its state is one of the future, counts as changed: it
  /// will not go on to be.
  ///
  /// - Parameter facts: The view of what is tallied of each run.
  private mutating func tallyRuns(_ runs: Tallied, facts: SQLText, _ span: [SQLValue]) {
    append(", ahead AS (INSERT INTO apus.tally_change (relation, slot) SELECT DISTINCT " + runs.name + ", slot FROM ")
    append(facts + " WHERE expected_start_time >= $ AND expected_start_time < $", span)
    append(" AND state_type = 'RUNNING' AND total_run_time + (clock_timestamp() - state_timestamp) < interval '0') ")
    append("INSERT INTO " + runs.tallies)
    append(
      """
       SELECT slot, GROUPING(flow_id) = 0, flow_id, in_run, nested, start_time IS NOT NULL, state_type, state_name, count(*),
        count(*) FILTER (WHERE state_type = 'RUNNING' AND state_timestamp IS NOT NULL),
        count(*) FILTER (WHERE start_time IS NULL AND state_type NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')),
        sum(CASE WHEN state_type <> 'RUNNING' OR state_type IS NULL THEN GREATEST(interval '0', total_run_time)
          ELSE COALESCE(total_run_time + (slot + interval '5 minutes' - state_timestamp), interval '0') END),
        sum(CASE WHEN start_time IS NOT NULL THEN GREATEST(interval '0', start_time - expected_start_time)
          WHEN state_type NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')
            THEN slot + interval '5 minutes' - expected_start_time
          ELSE interval '0' END),
        min(began), max(began), min(due), max(due)
      FROM
      """)
    append(" " + facts + " WHERE expected_start_time >= $ AND expected_start_time < $ ", span)
    append(
      """
      GROUP BY GROUPING SETS (
        (slot, in_run, nested, start_time IS NOT NULL, state_type, state_name, date_bin('1 hour', began, slot),
          date_bin('1 hour', due, slot)),
        (slot, flow_id, in_run, nested, start_time IS NOT NULL, state_type, state_name, date_bin('1 hour', began, slot),
          date_bin('1 hour', due, slot)))
      HAVING GROUPING(flow_id) = 1 OR flow_id IS NOT NULL
      ORDER BY flow_id, slot
      """)
  }

  private mutating func tallyEvents(_ span: [SQLValue]) {
    append(
      """
       INSERT INTO apus.event_tally SELECT apus.tally_slot(occurred), event, count(*), min(occurred), max(occurred)
      FROM events WHERE occurred >= $ AND occurred < $ GROUP BY 1, 2 ORDER BY 1
      """, span)
  }
}
