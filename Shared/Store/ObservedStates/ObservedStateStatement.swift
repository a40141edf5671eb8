internal import Postgres

enum ObservedStateStatement {
  /// All types and names of states with the moments of the first and the last of each, by type and name. $1: how many blocks a
  /// table has at most that is read whole; of a larger one it reads what was found before, and the states that came after.
  static let list = Statement(
    "observedState.list",
    """
    SELECT s.type, s.name, min(s.first_seen), max(s.last_seen)
    FROM (\(found(in: "flow_run_state")) UNION ALL \(found(in: "task_run_state"))) s
    GROUP BY s.type, s.name ORDER BY s.type::text, s.name
    """, isRepeatable: true)

  /// Locks how far a table was read: the last complete reading, whether another is due after $2, where the one in progress
  /// continues, whether younger states were added before, and how many blocks the table has. No row while another replica reads.
  static let begin = Statement(
    "observedState.begin",
    """
    SELECT complete, completed IS NULL, completed IS NULL OR completed < clock_timestamp() - $2::interval, next_block,
      until IS NOT NULL, pg_relation_size($1::text::regclass) / current_setting('block_size')::bigint
    FROM apus.observed_state_reading WHERE source = $1 FOR UPDATE SKIP LOCKED
    """)

  /// $1: table; $2: number of the reading; $3 and $4: the first block and the one behind the last, as row addresses.
  static let addFlowRunBlocks = Statement(
    "observedState.addFlowRunBlocks", add("flow_run_state", "ctid >= $3::text::tid AND ctid < $4::text::tid"))
  static let addTaskRunBlocks = Statement(
    "observedState.addTaskRunBlocks", add("task_run_state", "ctid >= $3::text::tid AND ctid < $4::text::tid"))
  /// $1: table; $2: number of the reading.
  static let addLatestOfFlowRuns = Statement(
    "observedState.addLatestOfFlowRuns", add("flow_run_state", isLatest(in: "flow_run_state")))
  static let addLatestOfTaskRuns = Statement(
    "observedState.addLatestOfTaskRuns", add("task_run_state", isLatest(in: "task_run_state")))

  /// The states that this transaction sees need not be added again.
  static let noteLatest = Statement(
    "observedState.noteLatest",
    "UPDATE apus.observed_state_reading SET until = transaction_timestamp() WHERE source = $1")

  static let proceed = Statement(
    "observedState.proceed", "UPDATE apus.observed_state_reading SET next_block = $2 WHERE source = $1")

  /// Ends reading $2, and removes what only earlier ones found.
  static let complete = Statement(
    "observedState.complete",
    """
    WITH earlier AS (DELETE FROM apus.observed_state WHERE source = $1 AND reading < $2)
    UPDATE apus.observed_state_reading SET complete = $2, completed = clock_timestamp(), next_block = NULL WHERE source = $1
    """)

  private static let grouped = "SELECT type, name, min(timestamp) AS first_seen, max(timestamp) AS last_seen FROM"

  private static func found(in table: SQLText) -> String {
    let blocks = "pg_relation_size('\(table.text)') / current_setting('block_size')::bigint"
    return """
      \(grouped) \(table.text) WHERE (SELECT \(blocks) <= $1) GROUP BY type, name
      UNION ALL
      \(grouped) \(table.text) WHERE (SELECT \(blocks) > $1) AND \(isLatest(in: table)) GROUP BY type, name
      UNION ALL
      SELECT type, name, first_seen, last_seen FROM apus.observed_state
      WHERE source = '\(table.text)' AND (SELECT \(blocks) > $1)
      """
  }

  /// Ids of a day in the future are of clocks that are ahead; random ones lie beyond. A state is committed some time after its
  /// id was made: 5 seconds are allowed for that.
  private static func isLatest(in table: SQLText) -> String {
    """
    id >= (SELECT apus.first_id(until - interval '5 seconds') FROM apus.observed_state_reading WHERE source = '\(table.text)')
      AND id < (SELECT apus.first_id(clock_timestamp() + interval '1 day'))
    """
  }

  private static func add(_ table: SQLText, _ condition: String) -> String {
    """
    WITH found AS MATERIALIZED (\(grouped) \(table.text) WHERE \(condition) GROUP BY type, name),
    known AS (
      UPDATE apus.observed_state o
      SET first_seen = least(o.first_seen, f.first_seen), last_seen = greatest(o.last_seen, f.last_seen)
      FROM found f
      WHERE o.source = $1 AND o.reading = $2 AND o.type = f.type AND o.name = f.name
        AND (f.first_seen < o.first_seen OR f.last_seen > o.last_seen)
    )
    INSERT INTO apus.observed_state (source, reading, type, name, first_seen, last_seen)
    SELECT $1, $2, f.* FROM found f
    WHERE NOT EXISTS (
      SELECT FROM apus.observed_state o WHERE o.source = $1 AND o.reading = $2 AND o.type = f.type AND o.name = f.name)
    """
  }
}
