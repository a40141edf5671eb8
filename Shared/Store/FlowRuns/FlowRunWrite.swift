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

  /// The mirror of the state on the parent task run.
  struct Parent: Sendable {
    var taskRunID: UUID
    var state: State
    var timing: RunTiming
  }

  /// How many parameters `proposal` takes, from the first on.
  static let parameterCount = 21

  /// What is to become of each run, a row each.
  static let proposal = """
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::text[],
      $8::jsonb[], $9::int4[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[],
      $14::interval[], $15::jsonb[], $16::timestamptz[], $17::json[], $18::text[], $19::text[], $20::text[],
      $21::timestamptz[])
    AS i(run_id, expected_state_id, state_id, type, name, timestamp, message, details, run_count, expected_start_time,
      next_scheduled_start_time, start_time, end_time, total_run_time, policy, written, data, data_key, data_type,
      data_description, expected_updated)
    """

  /// The rows that go with each run in `change`: its state, its result, the mirror on its parent, its event.
  static func branches(after count: Int) -> String {
    let p = (1...parentParameterCount).map { "$\(count + $0)" }
    return """
      , result AS (
        INSERT INTO artifact (id, data, key, type, description, flow_run_id)
        SELECT gen_random_uuid(), i.data, i.data_key, i.data_type, i.data_description, i.run_id
        FROM proposal i JOIN change c ON c.id = i.run_id
        WHERE i.data IS NOT NULL
        RETURNING id, flow_run_id
      ), state AS (
        INSERT INTO flow_run_state (id, flow_run_id, type, timestamp, name, message, state_details, result_artifact_id)
        SELECT i.state_id, i.run_id, i.type::state_type, i.timestamp, i.name, i.message, i.details, a.id
        FROM proposal i JOIN change c ON c.id = i.run_id LEFT JOIN result a ON a.flow_run_id = i.run_id
      ), mirror AS (
        SELECT m.* FROM unnest(\(p[0])::uuid[], \(p[1])::uuid[], \(p[2])::uuid[], \(p[3])::text[], \(p[4])::text[],
          \(p[5])::timestamptz[], \(p[6])::text[], \(p[7])::jsonb[], \(p[8])::int4[], \(p[9])::timestamptz[],
          \(p[10])::timestamptz[], \(p[11])::timestamptz[], \(p[12])::timestamptz[], \(p[13])::interval[],
          \(p[14])::timestamptz[])
        AS m(flow_run_id, task_run_id, state_id, type, name, timestamp, message, details, run_count,
          expected_start_time, next_scheduled_start_time, start_time, end_time, total_run_time, written)
        JOIN change c ON c.id = m.flow_run_id
      ), parent AS (
        UPDATE task_run t SET updated = m.written, state_id = m.state_id, state_type = m.type::state_type,
          state_name = m.name, state_timestamp = m.timestamp, run_count = m.run_count,
          expected_start_time = m.expected_start_time, next_scheduled_start_time = m.next_scheduled_start_time,
          start_time = m.start_time, end_time = m.end_time, total_run_time = m.total_run_time
        FROM mirror m WHERE t.id = m.task_run_id
        RETURNING t.id, t.state_id
      ), parent_state AS (
        INSERT INTO task_run_state (id, task_run_id, type, timestamp, name, message, state_details)
        SELECT m.state_id, m.task_run_id, m.type::state_type, m.timestamp, m.name, m.message, m.details
        FROM mirror m JOIN parent t ON t.state_id = m.state_id
        ON CONFLICT DO NOTHING
      )\(EventWrite.branches(after: count + parentParameterCount, of: "SELECT state_id FROM change"))
      """
  }

  private static let parentParameterCount = 15

  /// The same for writes that are plain. What a statement may touch is opened for each run of it, so most transitions,
  /// which have neither a result nor a parent, go without the tables of both.
  static func plainBranches(after count: Int) -> String {
    """
      , state AS (
        INSERT INTO flow_run_state (id, flow_run_id, type, timestamp, name, message, state_details)
        SELECT i.state_id, i.run_id, i.type::state_type, i.timestamp, i.name, i.message, i.details
        FROM proposal i JOIN change c ON c.id = i.run_id
      )\(EventWrite.branches(after: count, of: "SELECT state_id FROM change"))
    """
  }

  /// Whether there is neither a result to keep nor a parent to mirror the state on.
  var isPlain: Bool { parent == nil && StateResult(of: state) == nil }

  /// The parameters of `proposal`.
  static func proposalValues(_ writes: [FlowRunWrite]) -> [SQLValue] {
    let results = writes.map { StateResult(of: $0.state) }
    return [
      .uuids(writes.map(\.runID)), .optionalUUIDs(writes.map(\.expectedStateID)), .uuids(writes.map(\.state.id)),
      .texts(writes.map(\.state.type.rawValue)), .texts(writes.map(\.state.name)),
      .timestamps(writes.map(\.state.timestamp)), .optionalTexts(writes.map(\.state.message)),
      .jsonbs(writes.map { $0.state.details.json }),
    ] + timingValues(writes.map(\.timing)) + [
      .jsonbs(writes.map { $0.policy.json }), .timestamps(writes.map(\.written)),
      .optionalJSONs(results.map { $0?.data.bytes }), .optionalTexts(results.map { $0?.key }),
      .optionalTexts(results.map { $0?.type }), .optionalTexts(results.map { $0?.description }),
      .timestamps(writes.map(\.expectedUpdated)),
    ]
  }

  /// The parameters of `plainBranches`.
  static func plainBranchValues(_ writes: [FlowRunWrite]) -> [SQLValue] {
    EventWrite.values(for: writes.map(\.event), received: writes.first?.written ?? Timestamp(microseconds: 0))
  }

  /// The parameters of `branches`.
  static func branchValues(_ writes: [FlowRunWrite]) -> [SQLValue] {
    let mirrored = writes.compactMap { write in write.parent.map { (write, $0) } }
    let parents = mirrored.map(\.1)
    return [
      .uuids(mirrored.map(\.0.runID)), .uuids(parents.map(\.taskRunID)), .uuids(parents.map(\.state.id)),
      .texts(parents.map(\.state.type.rawValue)), .texts(parents.map(\.state.name)),
      .timestamps(parents.map(\.state.timestamp)), .optionalTexts(parents.map(\.state.message)),
      .jsonbs(parents.map { $0.state.details.json }),
    ] + timingValues(parents.map(\.timing)) + [.timestamps(mirrored.map(\.0.written))] + plainBranchValues(writes)
  }

  private static func timingValues(_ timings: [RunTiming]) -> [SQLValue] {
    [
      .int4s(timings.map { Int32(clamping: $0.runCount) }), .optionalTimestamps(timings.map(\.expectedStartTime)),
      .optionalTimestamps(timings.map(\.nextScheduledStartTime)), .optionalTimestamps(timings.map(\.startTime)),
      .optionalTimestamps(timings.map(\.endTime)), .intervals(timings.map(\.totalRunTime)),
    ]
  }
}

extension JSONWritable {
  /// The model's JSON text.
  var json: [UInt8] { RawJSON(writing: { write(to: &$0) }).bytes }
}
