internal import Postgres

enum TaskRunStatement {
  static let read = Statement(
    "taskRun.read", "SELECT \(TaskRunColumns.list.text) FROM \(TaskRunColumns.joins.text) WHERE t.id = $1",
    isRepeatable: true)

  static let readWithFlowRunName = Statement(
    "taskRun.readWithFlowRunName",
    """
    SELECT (SELECT r.name FROM flow_run r WHERE r.id = t.flow_run_id), \(TaskRunColumns.list.text)
    FROM \(TaskRunColumns.joins.text) WHERE t.id = $1
    """, isRepeatable: true)

  static let readByNaturalKey = Statement(
    "taskRun.readByNaturalKey",
    """
    SELECT \(TaskRunColumns.list.text) FROM \(TaskRunColumns.joins.text)
    WHERE t.task_key = $2 AND t.dynamic_key = $3
      AND CASE WHEN $1::uuid IS NULL THEN t.flow_run_id IS NULL ELSE t.flow_run_id = $1 END
    LIMIT 1
    """, isRepeatable: true)

  /// The parameters of a state and the times that change with it, from a number on.
  private struct StateParameters {
    let first: Int
    func callAsFunction(_ offset: Int) -> String { "$\(first + offset)" }
  }

  /// How many parameters `stateBranches` takes.
  static let stateParameterCount = 20

  /// Writes the state of the run in `change`, the artifact that keeps its result, its place in the cache, and its place in
  /// the queue of background runs.
  static func stateBranches(after count: Int) -> String {
    let p = StateParameters(first: count + 1)
    return """
      , result AS (
        INSERT INTO artifact (id, data, key, type, description, flow_run_id, task_run_id)
        SELECT gen_random_uuid(), \(p(13))::json, \(p(14))::text, \(p(15))::text, \(p(16))::text, c.flow_run_id, c.id
        FROM change c WHERE \(p(13))::json IS NOT NULL
        RETURNING id
      ), state AS (
        INSERT INTO task_run_state (id, task_run_id, type, timestamp, name, message, state_details, result_artifact_id)
        SELECT \(p(0))::uuid, c.id, \(p(1))::text::state_type, \(p(2))::timestamptz, \(p(3))::text, \(p(4))::text,
          \(p(5))::jsonb, (SELECT id FROM result)
        FROM change c
      ), cached AS (
        INSERT INTO task_run_state_cache (created, updated, cache_key, cache_expiration, task_run_state_id)
        -- Of the states that share a key the newest counts, also among those of one transaction.
        SELECT clock_timestamp(), clock_timestamp(), \(p(17))::text, \(p(18))::timestamptz, \(p(0))::uuid
        FROM change WHERE \(p(17))::text IS NOT NULL
      )\(TaskRunQueueWrite.branches(isRetry: p(19)))
      """
  }

  /// Makes a run with its first state; none when its natural key is taken.
  static let insert: Statement = {
    let p = StateParameters(first: 14)
    return Statement(
      "taskRun.insert",
      """
      WITH change AS (
        INSERT INTO task_run (id, created, updated, flow_run_id, task_key, dynamic_key, name, cache_key,
          cache_expiration, task_version, empirical_policy, tags, task_inputs, labels,
          state_id, state_type, state_timestamp, state_name, run_count, expected_start_time,
          next_scheduled_start_time, start_time, end_time, total_run_time, flow_run_run_count)
        SELECT $1, $2, $2, $3, $4::text, $5::text, $6, $7, $8, $9, $10, $11, $12,
          COALESCE((SELECT NULLIF(f.labels, 'null') FROM flow_run f WHERE f.id = $3), '{}')
          || CASE WHEN $3 IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('prefect.flow-run.id', $3::uuid) END
          || $13::jsonb,
          \(p(0))::uuid, \(p(1))::text::state_type, \(p(2))::timestamptz, \(p(3))::text, \(p(6))::int4,
          \(p(7))::timestamptz, \(p(8))::timestamptz, \(p(9))::timestamptz, \(p(10))::timestamptz,
          \(p(11))::interval, \(p(12))::int4
        WHERE $3::uuid IS NOT NULL OR NOT EXISTS (
          SELECT FROM task_run WHERE flow_run_id IS NULL AND task_key = $4 AND dynamic_key = $5)
        ON CONFLICT (flow_run_id, task_key, dynamic_key) DO NOTHING
        RETURNING id, flow_run_id, task_key
      )\(stateBranches(after: 13))
      SELECT id, \(TaskRunQueueWrite.wake) FROM change
      """)
  }()

  /// What a transition is decided on: the run with its state, and the flow run's state and count, and the
  /// limits of its tags.
  static let facts = Statement(
    "taskRun.facts", "SELECT \(factColumns) FROM \(factJoins) WHERE t.id = $1", isRepeatable: true)

  /// The same with the state that the cache has under a key ($2) at a moment ($3).
  static let factsWithCache = Statement(
    "taskRun.factsWithCache",
    """
    SELECT \(factColumns), \(TaskRunCacheColumns.list)
    FROM \(factJoins) \(TaskRunCacheColumns.joins(key: "$2", now: "$3"))
    WHERE t.id = $1
    """, isRepeatable: true)

  private static let factColumns = """
    \(TaskRunColumns.list.text), r.run_count,
    fs.id, fs.type, fs.name, fs.timestamp, fs.message, fs.state_details, NULL::jsonb, \(TagSlotColumns.list.text)
    """
  private static let factJoins = """
    \(TaskRunColumns.joins.text)
    LEFT JOIN flow_run r ON r.id = t.flow_run_id
    LEFT JOIN flow_run_state fs ON fs.id = r.state_id
    \(TagSlotColumns.joins.text)
    """

  /// What the first state of a background run is decided on where that is to be RUNNING: the flow run's count, and the
  /// state that the cache has.
  static let creationFacts = Statement(
    "taskRun.creationFacts",
    """
    SELECT r.run_count, \(TaskRunCacheColumns.list)
    FROM (VALUES ($1::uuid)) AS new (flow_run_id)
    LEFT JOIN flow_run r ON r.id = new.flow_run_id \(TaskRunCacheColumns.joins(key: "$2", now: "$3"))
    """, isRepeatable: true)

  /// Writes a decided transition if the run's state is still the one that was decided on.
  static let transition = Statement(
    "taskRun.transition",
    """
    WITH change AS (
      UPDATE task_run SET \(assignments) WHERE id = $1 AND state_id IS NOT DISTINCT FROM $2
      RETURNING id, flow_run_id, task_key
    )\(stateBranches(after: 3))
    SELECT id, \(TaskRunQueueWrite.wake) FROM change
    """)

  /// What a transition changes in its run.
  static let assignments: String = {
    let p = StateParameters(first: 4)
    return """
      updated = $3, state_id = \(p(0)), state_type = \(p(1))::text::state_type, state_timestamp = \(p(2)),
          state_name = \(p(3)), run_count = \(p(6)), expected_start_time = \(p(7)),
          next_scheduled_start_time = \(p(8)), start_time = \(p(9)), end_time = \(p(10)),
          total_run_time = \(p(11)), flow_run_run_count = \(p(12))
      """
  }()

  static let rename = Statement(
    "taskRun.rename", "UPDATE task_run SET name = COALESCE($2, name), updated = $3 WHERE id = $1 RETURNING id")

  static let delete = Statement(
    "taskRun.delete",
    """
    WITH unqueued AS (DELETE FROM apus.task_run_queue WHERE task_run_id = $1),
    logs AS (DELETE FROM log WHERE task_run_id = $1)
    DELETE FROM task_run WHERE id = $1 RETURNING id
    """)

  static let deleteLogs = Statement(
    "taskRun.deleteLogs",
    "DELETE FROM log WHERE id IN (SELECT id FROM log WHERE task_run_id = $1 LIMIT $2) RETURNING id", isRepeatable: true)

  static let readState = Statement(
    "taskRun.readState",
    """
    SELECT \(StateColumns.list.text) FROM task_run_state s LEFT JOIN artifact a ON a.id = s.result_artifact_id
    WHERE s.id = $1
    """, isRepeatable: true)

  static let states = Statement(
    "taskRun.states",
    """
    SELECT \(StateColumns.list.text) FROM task_run_state s LEFT JOIN artifact a ON a.id = s.result_artifact_id
    WHERE s.task_run_id = $1 ORDER BY s.timestamp, s.id
    """, isRepeatable: true)
}
