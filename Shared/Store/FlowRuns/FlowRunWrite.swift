internal import JSON
internal import Models
internal import Orchestration
internal import Postgres
internal import Values

/// A decided transition of one flow run, on its way to the database.
struct FlowRunWrite: Sendable {
  var runID: UUID
  /// The state that was decided on; the write is void when the run has another by now.
  var expectedStateID: UUID?
  /// When the run that was decided on was last changed.
  var expectedUpdated: Timestamp
  var state: State
  var timing: RunTiming
  var policy: FlowRunPolicy
  var written: Timestamp
  var event: EmittedEvent
  var parent: Parent?
  /// The inputs of the run that are deleted, by their keys.
  var staleInputKeys: [String] = []

  /// The mirror of the state on the parent task run.
  struct Parent: Sendable {
    var taskRunID: UUID
    var state: State
    var timing: RunTiming
  }

  private static let columns: KeyValuePairs<StaticString, StaticString> = [
    "run_id": "uuid", "expected_state_id": "uuid", "expected_updated": "timestamptz", "state_id": "uuid",
    "type": "state_type", "name": "text", "timestamp": "timestamptz", "message": "text", "details": "jsonb",
    "run_count": "int4", "expected_start_time": "timestamptz", "next_scheduled_start_time": "timestamptz",
    "start_time": "timestamptz", "end_time": "timestamptz", "total_run_time": "interval", "policy": "jsonb",
    "written": "timestamptz",
  ]

  /// How many parameters `proposal` takes, from the first on.
  static let parameterCount = columns.count

  /// What is to become of the run.
  static let proposal = ParameterRow.select(columns)

  /// The rows that go with the run in `change`: its state, its result, the mirror on its parent, its event. The inputs of an
  /// earlier attempt go.
  static func branches(after count: Int) -> String {
    """
    , result AS (
      INSERT INTO artifact (id, data, key, type, description, flow_run_id)
      SELECT gen_random_uuid(), d.data, d.key, d.type, d.description, c.id
      FROM change c, (\(ParameterRow.select(resultColumns, after: count))) d
      WHERE d.data IS NOT NULL
      RETURNING id
    ), state AS (
      INSERT INTO flow_run_state (id, flow_run_id, type, timestamp, name, message, state_details, result_artifact_id)
      SELECT i.state_id, i.run_id, i.type, i.timestamp, i.name, i.message, i.details, (SELECT id FROM result)
      FROM proposal i JOIN change c ON c.id = i.run_id
    ), mirror AS (
      SELECT m.* FROM change c, (\(ParameterRow.select(parentColumns, after: count + resultColumns.count))) m
      WHERE m.task_run_id IS NOT NULL
    ), parent AS (
      UPDATE task_run t SET updated = i.written, state_id = m.state_id, state_type = m.type, state_name = m.name,
        state_timestamp = m.timestamp, run_count = m.run_count, expected_start_time = m.expected_start_time,
        next_scheduled_start_time = m.next_scheduled_start_time, start_time = m.start_time, end_time = m.end_time,
        total_run_time = m.total_run_time
      FROM mirror m, proposal i WHERE t.id = m.task_run_id
      RETURNING t.id, t.state_id, t.flow_run_id
    ), parent_result AS (
      INSERT INTO artifact (id, data, flow_run_id, task_run_id)
      SELECT gen_random_uuid(), m.data, t.flow_run_id, t.id
      FROM mirror m JOIN parent t ON t.state_id = m.state_id
      WHERE m.data IS NOT NULL
      RETURNING id
    ), parent_state AS (
      INSERT INTO task_run_state (id, task_run_id, type, timestamp, name, message, state_details, result_artifact_id)
      SELECT m.state_id, m.task_run_id, m.type, m.timestamp, m.name, m.message, m.details,
        (SELECT id FROM parent_result)
      FROM mirror m JOIN parent t ON t.state_id = m.state_id
      ON CONFLICT DO NOTHING
    ), stale_input AS (
      DELETE FROM flow_run_input n
      USING change c, (\(ParameterRow.select(inputColumns, after: count + resultColumns.count + parentColumns.count))) k
      WHERE n.flow_run_id = c.id AND n.key = ANY(k.keys)
    )\(EventWrite.branchesOfOne(after: count + resultColumns.count + parentColumns.count + inputColumns.count))
    """
  }

  private static let resultColumns: KeyValuePairs<StaticString, StaticString> = [
    "data": "json", "key": "text", "type": "text", "description": "text",
  ]

  private static let parentColumns: KeyValuePairs<StaticString, StaticString> = [
    "task_run_id": "uuid", "state_id": "uuid", "type": "state_type", "name": "text", "timestamp": "timestamptz",
    "message": "text", "details": "jsonb", "data": "json", "run_count": "int4", "expected_start_time": "timestamptz",
    "next_scheduled_start_time": "timestamptz", "start_time": "timestamptz", "end_time": "timestamptz",
    "total_run_time": "interval",
  ]

  private static let inputColumns: KeyValuePairs<StaticString, StaticString> = ["keys": "text[]"]

  /// The same for a write that is plain. What a statement may touch is opened for each run of it, so most transitions,
  /// which have neither a result nor a parent nor inputs, go without their tables.
  static func plainBranches(after count: Int) -> String {
    """
      , state AS (
        INSERT INTO flow_run_state (id, flow_run_id, type, timestamp, name, message, state_details)
        SELECT i.state_id, i.run_id, i.type, i.timestamp, i.name, i.message, i.details
        FROM proposal i JOIN change c ON c.id = i.run_id
      )\(EventWrite.branchesOfOne(after: count))
    """
  }

  /// What is to become of the runs of all callers whose writes are plain, with the events of it.
  static let plainProposals = ParameterRow.selectAll(Array(columns) + EventWrite.eventColumns)

  /// How many parameters `plainProposals` takes, from the first on.
  static let plainParameterCount = columns.count + EventWrite.eventColumns.count

  /// The branch `done`, with those rows of `plainProposals` whose run is in `change`, and the rows that go with them.
  static func branchesOfAll(after count: Int) -> String {
    """
    , done AS MATERIALIZED (
      SELECT i.* FROM proposal i JOIN change c ON c.state_id = i.state_id
    ), state AS (
      INSERT INTO flow_run_state (id, flow_run_id, type, timestamp, name, message, state_details)
      SELECT state_id, run_id, type, timestamp, name, message, details FROM done
    )\(EventWrite.branchesOfAll(after: count))
    """
  }

  /// Whether there is neither a result to keep, nor a parent to mirror the state on, nor an input to delete.
  var isPlain: Bool { parent == nil && staleInputKeys.isEmpty && StateResult(of: state) == nil }

  /// The parameters of `proposal`.
  var proposalValues: [SQLValue] {
    [
      .uuid(runID), .uuid(expectedStateID), .timestamp(expectedUpdated), .uuid(state.id),
      .text(state.type.rawValue), .text(state.name), .timestamp(state.timestamp), .text(state.message),
      .jsonb(state.details.json),
    ] + timing.values + [.jsonb(policy.json), .timestamp(written)]
  }

  /// The parameters of `plainProposals`.
  var plainProposalValues: [SQLValue] { proposalValues + EventWrite.columnValues(of: event, received: written) }

  /// The parameters of `branchesOfAll`.
  var branchOfAllValues: [SQLValue] { EventWrite.resourceValues(of: event) }

  /// The parameters of `branches`, or of `plainBranches` when it is plain.
  var branchValues: [SQLValue] {
    let event = EventWrite.values(forOne: event, received: written)
    guard !isPlain else { return event }
    let result = StateResult(of: state)
    return [
      .json(result?.data.bytes), .text(result?.key), .text(result?.type), .text(result?.description),
      .uuid(parent?.taskRunID), .uuid(parent?.state.id), .text(parent?.state.type.rawValue), .text(parent?.state.name),
      .timestamp(parent?.state.timestamp), .text(parent?.state.message), .jsonb(parent?.state.details.json),
      .json(parent?.state.data?.bytes),
    ] + (parent?.timing ?? timing).values + [.texts(staleInputKeys)] + event
  }
}

extension RunTiming {
  /// The columns from `run_count` to `total_run_time`.
  fileprivate var values: [SQLValue] {
    [
      .int4(Int32(clamping: runCount)), .timestamp(expectedStartTime), .timestamp(nextScheduledStartTime),
      .timestamp(startTime), .timestamp(endTime), .interval(totalRunTime),
    ]
  }
}

extension JSONWritable {
  /// The model's JSON text.
  var json: [UInt8] { RawJSON(writing: { write(to: &$0) }).bytes }
}
