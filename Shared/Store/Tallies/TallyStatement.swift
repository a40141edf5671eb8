internal import Postgres
internal import Values

enum TallyStatement {
  /// Up to when the rows of a table are tallied, and from when until when of the time to come.
  static let progress = Statement(
    "tally.progress",
    "SELECT apus.tallied_until($1), apus.tally_slot(clock_timestamp() + interval '65 minutes'), apus.tallied_ahead($1)",
    isRepeatable: true)

  /// Locks the progress of a table's tallies; tells whether they are of the tables that there are, and up to when.
  static let begin = Statement(
    "tally.begin",
    """
    SELECT tables = apus.tallied_tables(relation), past, COALESCE(ahead, '-infinity') FROM apus.tally_progress
    WHERE relation = $1 FOR UPDATE SKIP LOCKED
    """)

  /// Whether more than so many ($1) changes are noted.
  static let hasManyChanges = Statement(
    "tally.hasManyChanges", "SELECT FROM apus.tally_change OFFSET $1 LIMIT 1", isRepeatable: true)

  /// Puts one note of each slot that has more than a few in the place of those, of so many ($1) at most. The new one is in no snapshot yet: whoever tallies the slot
  /// at the same time by an older snapshot can't remove it, and so it is tallied again.
  static let mergeChanges = Statement(
    "tally.mergeChanges",
    """
    WITH taken AS MATERIALIZED (
      -- What is being tallied is locked, and about to go.
      SELECT ctid FROM apus.tally_change
      WHERE (relation, slot) IN (SELECT relation, slot FROM apus.tally_change GROUP BY 1, 2 HAVING count(*) > 10)
      LIMIT $1 FOR UPDATE SKIP LOCKED
    ), removed AS MATERIALIZED (
      DELETE FROM apus.tally_change WHERE ctid = ANY(ARRAY(SELECT ctid FROM taken)) RETURNING relation, slot
    ), kept AS (
      INSERT INTO apus.tally_change (relation, slot) SELECT DISTINCT relation, slot FROM removed RETURNING slot
    )
    SELECT (SELECT count(*) FROM removed) - (SELECT count(*) FROM kept)
    """)

  static let advanceAhead = Statement(
    "tally.advanceAhead", "UPDATE apus.tally_progress SET ahead = $2 WHERE relation = $1")

  static let advance = Statement("tally.advance", "UPDATE apus.tally_progress SET past = $2 WHERE relation = $1")
}

extension QueryText {
  /// The next slots to tally, from where to where; no row if none is old enough.
  static func nextTallies(_ rows: Tallied, batchSize: Int) -> QueryText {
    let (moment, until) = (rows.moment, rows.until)
    var query = nextSlots(rows, batchSize)
    query.append("FROM (SELECT apus.tally_slot(clock_timestamp() - interval '1 hour') AS horizon, GREATEST(" + until)
    query.append(", (SELECT apus.tally_slot(" + moment + ") FROM " + rows.source + " WHERE " + moment + " >= " + until)
    query.append(
      " AND " + moment + " > '-infinity' ORDER BY " + moment + " LIMIT 1)) AS start) n WHERE start < horizon")
    return query
  }

  /// Begins a query for slots of about so many rows, from a `start` until a `horizon` at the latest.
  private static func nextSlots(_ rows: Tallied, _ batchSize: Int) -> QueryText {
    let moment = rows.moment
    var query = QueryText("SELECT start, LEAST(horizon, GREATEST(start + interval '5 minutes', COALESCE(")
    query.append("(SELECT apus.tally_slot(" + moment + ") FROM " + rows.source + " WHERE " + moment + " >= start")
    query.append(" ORDER BY " + moment + " OFFSET $ LIMIT 1), horizon))) ", [.int8(Int64(batchSize))])
    return query
  }

  /// The next slots to tally of the time to come, from where to where; no row if they reach far enough. No schedule makes runs
  /// for longer ahead (contract §8.1).
  static func nextTalliesAhead(_ rows: Tallied, batchSize: Int) -> QueryText {
    var query = nextSlots(rows, batchSize)
    query.append(
      "FROM (SELECT apus.tally_day(clock_timestamp()) + interval '101 days' AS horizon, GREATEST(" + rows.ahead)
    query.append(", apus.tally_slot(clock_timestamp() + interval '65 minutes')) AS start) n WHERE start < horizon")
    return query
  }

  /// Slots of a length that are tallied and of which rows have changed since, in their order.
  static func changedSlots(
    _ rows: Tallied, of length: TallyLength, after last: Timestamp?, limit: Int
  ) -> QueryText {
    var query = QueryText("SELECT DISTINCT c.slot FROM " + rows.changes(of: length) + " AND (c.slot < " + rows.until)
    query.append(" OR c.slot >= clock_timestamp() + interval '1 hour' AND c.slot < " + rows.ahead + ")")
    if let last { query.append(" AND c.slot > $", [.timestamp(last)]) }
    query.append(" ORDER BY c.slot LIMIT $", [.int8(Int64(limit))])
    return query
  }

  /// Tallies slots of a length: the rows of five minutes as they are now, longer ones from those that they are made of.
  ///
  /// - Parameter end: Where the slots end.
  static func tally(_ length: TallyLength, of rows: Tallied, from start: Timestamp, until end: Timestamp) -> QueryText {
    let span: [SQLValue] = [.timestamp(start), .timestamp(end)]
    var query = QueryText(
      "WITH noted AS (DELETE FROM " + rows.changes(of: length) + " AND c.slot >= $ AND c.slot < $), ", span)
    query.append("old AS (DELETE FROM " + rows.tallies(of: length) + " WHERE slot")
    query.append(slotsOf: length, span)
    query.append(")")
    switch (length.shorter, rows) {
    case (let shorter?, _): query.tally(length, from: shorter, of: rows, span)
    case (nil, .flowRuns): query.tallyRuns(rows, facts: "apus.flow_run_fact f", span)
    case (nil, .taskRuns): query.tallyRuns(rows, facts: "apus.task_run_fact f", span)
    case (nil, .events): query.tallyEvents(span)
    }
    return query
  }

  /// Notes that slots have been tallied again that a longer one is made of, if that is tallied.
  static func note(_ slot: Timestamp, of length: TallyLength, _ rows: Tallied) -> QueryText {
    var query = QueryText("INSERT INTO " + length.changes + " SELECT " + rows.name + ", slot ")
    query.append("FROM (VALUES ($::timestamptz)) s(slot) WHERE slot + ", [.timestamp(slot)])
    query.append(
      length.interval + " <= " + rows.until + " OR slot >= clock_timestamp() + interval '1 hour' AND slot + ")
    query.append(length.interval + " <= " + rows.ahead)
    return query
  }

  private mutating func tally(_ length: TallyLength, from shorter: TallyLength, of rows: Tallied, _ span: [SQLValue]) {
    let slot = length.start(of: "s.slot")
    append(" INSERT INTO " + rows.tallies(of: length) + " SELECT s.key, " + slot + ", ")
    if rows == .events {
      append("s.event, sum(s.count), min(s.first_occurred), max(s.last_occurred)")
    } else {
      append("s.in_run, s.nested, s.in_subflow, s.started, s.state_type, s.state_name, ")
      append("sum(s.count), sum(s.running), sum(s.waiting), ")
      let passed = "(" + slot + " + " + length.interval + " - (s.slot + " + shorter.interval + "))" as SQLText
      append("sum(s.run_time + s.running * " + passed + "), sum(s.lateness + s.waiting * " + passed + "), ")
      append("min(s.first_start), max(s.last_start), min(s.first_due), max(s.last_due)")
    }
    append(" FROM " + rows.tallies(of: shorter) + " s WHERE s.slot")
    append(slotsOf: shorter, span)
    append(" GROUP BY s.key, " + slot + ", ")
    if rows == .events {
      append("s.event")
    } else {
      append("s.in_run, s.nested, s.in_subflow, s.started, s.state_type, s.state_name, ")
      append(length.start(of: "s.first_start") + ", " + length.start(of: "s.first_due"))
    }
    append(" ORDER BY 1, 2")
  }

  /// That a slot is one of those of a length in a span of time. An index has each of them, but not the span.
  private mutating func append(slotsOf length: TallyLength, _ span: [SQLValue]) {
    append(
      " = ANY(ARRAY(SELECT generate_series($, $::timestamptz - " + length.interval + ", " + length.interval + ")))",
      span)
  }

  /// A slot with a run that has gone on for less than no time, since its state is one of the future, counts as changed: it
  /// will not go on to be.
  ///
  /// - Parameter facts: The view of what is tallied of each run.
  private mutating func tallyRuns(_ runs: Tallied, facts: SQLText, _ span: [SQLValue]) {
    append(", ahead AS (INSERT INTO apus.tally_change (relation, slot) SELECT DISTINCT " + runs.name + ", slot FROM ")
    append(facts + " WHERE expected_start_time >= $ AND expected_start_time < $", span)
    append(" AND state_type = 'RUNNING' AND total_run_time + (clock_timestamp() - state_timestamp) < interval '0') ")
    append("INSERT INTO " + runs.tallies(of: .fiveMinutes))
    append(
      """
       SELECT key, slot, in_run, nested, in_subflow, start_time IS NOT NULL, state_type, state_name, count(*),
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
    append(
      " " + facts + " CROSS JOIN LATERAL unnest(keys) key WHERE expected_start_time >= $ AND expected_start_time < $ ",
      span)
    append(
      """
      GROUP BY key, slot, in_run, nested, in_subflow, start_time IS NOT NULL, state_type, state_name, date_bin('1 hour', began, slot),
        date_bin('1 hour', due, slot)
      ORDER BY key, slot
      """)
  }

  private mutating func tallyEvents(_ span: [SQLValue]) {
    append(
      """
       INSERT INTO apus.event_tally SELECT '', apus.tally_slot(occurred), event, count(*), min(occurred), max(occurred)
      FROM events WHERE occurred >= $ AND occurred < $ GROUP BY 2, 3 ORDER BY 2
      """, span)
  }
}
