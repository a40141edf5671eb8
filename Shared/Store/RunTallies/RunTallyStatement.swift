internal import Postgres
internal import Values

enum RunTallyStatement {
  /// Locks the progress of a table's tallies; tells whether they are of the tables that there are.
  static let begin = Statement(
    "runTally.begin",
    "SELECT tables = apus.tallied_tables(relation) FROM apus.tally_progress WHERE relation = $1 FOR UPDATE SKIP LOCKED")

  static let advance = Statement(
    "runTally.advance", "UPDATE apus.tally_progress SET until = $2 WHERE relation = $1")

  /// Slots that are tallied and of which runs have changed since.
  static let changed = Statement(
    "runTally.changed",
    """
    SELECT DISTINCT slot FROM apus.tally_change
    WHERE relation = $1 AND slot > COALESCE($2::timestamptz, '-infinity') AND slot < apus.tallied_until($1)
    ORDER BY slot LIMIT $3
    """, isRepeatable: true)
}

extension QueryText {
  /// The next slots to tally, from where to where; no row if none is old enough.
  static func nextTallies(_ runs: TalliedRuns, batchSize: Int) -> QueryText {
    let due = runs.row + ".expected_start_time"
    var query = QueryText(
      """
      SELECT start, LEAST(horizon, GREATEST(start + interval '5 minutes', COALESCE(
      """)
    query.append(" (SELECT apus.tally_slot(" + due + ") FROM " + runs.source + " WHERE " + due + " >= start")
    query.append(" ORDER BY " + due + " OFFSET $ LIMIT 1), horizon))) ", [.int8(Int64(batchSize))])
    query.append(
      "FROM (SELECT apus.tally_slot(clock_timestamp() - interval '1 hour') AS horizon, GREATEST(" + runs.until)
    query.append(", (SELECT apus.tally_slot(" + due + ") FROM " + runs.source + " WHERE " + due + " >= " + runs.until)
    query.append(" AND " + due + " > '-infinity' ORDER BY " + due + " LIMIT 1)) AS start) n WHERE start < horizon")
    return query
  }

  /// Tallies the runs of slots, as they are now; of one slot only, if it has been tallied before.
  ///
  /// A slot with a run that has gone on for less than no time, since its state is one of the future, counts as changed: it
  /// will not go on to be.
  static func tally(_ runs: TalliedRuns, from start: Timestamp, until end: Timestamp) -> QueryText {
    let span: [SQLValue] = [.timestamp(start), .timestamp(end)]
    var query = QueryText("WITH noted AS (DELETE FROM " + runs.changes + " AND c.slot >= $ AND c.slot < $), ", span)
    query.append("old AS (DELETE FROM " + runs.tallies + " WHERE slot = $)", [.timestamp(start)])
    query.append(
      ", ahead AS (INSERT INTO apus.tally_change (relation, slot) SELECT DISTINCT " + runs.name + ", slot FROM ")
    query.append(runs.facts + " f WHERE expected_start_time >= $ AND expected_start_time < $", span)
    query.append(
      " AND state_type = 'RUNNING' AND total_run_time + (clock_timestamp() - state_timestamp) < interval '0') ")
    query.append("INSERT INTO " + runs.tallies)
    query.append(
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
    query.append(" " + runs.facts + " f WHERE expected_start_time >= $ AND expected_start_time < $ ", span)
    query.append(
      """
      GROUP BY GROUPING SETS (
        (slot, in_run, nested, start_time IS NOT NULL, state_type, state_name, date_bin('1 hour', began, slot),
          date_bin('1 hour', due, slot)),
        (slot, flow_id, in_run, nested, start_time IS NOT NULL, state_type, state_name, date_bin('1 hour', began, slot),
          date_bin('1 hour', due, slot)))
      HAVING GROUPING(flow_id) = 1 OR flow_id IS NOT NULL
      ORDER BY flow_id, slot
      """)
    return query
  }
}
