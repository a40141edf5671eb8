internal import JSON
internal import Models
internal import Postgres
internal import Values

/// The part of a statement that records task runs from their clients' events (contract §4.11).
///
/// A run that is there changes only by a newer state; its state rows are kept whatever their order. What can't be written
/// because the flow run is not there waits in `apus.waiting_task_run_event`.
enum TaskRunRecording {
  /// Which columns a `null_columns` bit stands for: they were sent as null, where NULL alone means not sent.
  private enum Bit {
    static let labels: Int32 = 1
    static let cacheKey: Int32 = 2
    static let cacheExpiration: Int32 = 4
    static let taskVersion: Int32 = 8
    static let expectedStartTime: Int32 = 16
    static let nextScheduledStartTime: Int32 = 32
    static let startTime: Int32 = 64
    static let endTime: Int32 = 128
  }

  /// The branches of a WITH list, with the number of parameters before theirs.
  static func branches(after count: Int) -> String {
    func p(_ number: Int) -> String { "$\(count + number)" }
    return """
      incoming AS MATERIALIZED (
        SELECT * FROM unnest(\(p(1))::int4[], \(p(2))::uuid[], \(p(3))::uuid[], \(p(4))::text[], \(p(5))::text[],
          \(p(6))::text[], \(p(7))::text[], \(p(8))::int4[], \(p(9))::int4[], \(p(10))::interval[], \(p(11))::jsonb[],
          \(p(12))::jsonb[], \(p(13))::jsonb[], \(p(14))::jsonb[], \(p(15))::text[], \(p(16))::timestamptz[],
          \(p(17))::text[], \(p(18))::timestamptz[], \(p(19))::timestamptz[], \(p(20))::timestamptz[],
          \(p(21))::timestamptz[], \(p(22))::int4[], \(p(23))::uuid[], \(p(24))::text[], \(p(25))::text[],
          \(p(26))::timestamptz[])
        AS i(number, id, flow_run_id, task_key, dynamic_key, name, made_name, run_count, flow_run_run_count,
          total_run_time, policy, tags, task_inputs, labels, cache_key, cache_expiration, task_version,
          expected_start_time, next_scheduled_start_time, start_time, end_time, null_columns, state_id, state_type,
          state_name, state_timestamp)
      ), located AS MATERIALIZED (
        SELECT i.*, COALESCE(n.id, d.id) AS row_id, i.flow_run_id IS NULL OR f.is_there IS TRUE AS has_flow_run
        FROM incoming i
        LEFT JOIN LATERAL (SELECT TRUE AS is_there FROM flow_run f WHERE f.id = i.flow_run_id LIMIT 1) f ON TRUE
        LEFT JOIN LATERAL (SELECT t.id FROM task_run t WHERE t.flow_run_id = i.flow_run_id AND t.task_key = i.task_key
          AND t.dynamic_key = i.dynamic_key LIMIT 1) n ON TRUE
        LEFT JOIN LATERAL (SELECT t.id FROM task_run t WHERE n.id IS NULL AND t.id = i.id LIMIT 1) d ON TRUE
      ), updated AS (
        UPDATE task_run t SET updated = CURRENT_TIMESTAMP, flow_run_id = i.flow_run_id, task_key = i.task_key,
          dynamic_key = i.dynamic_key, name = COALESCE(i.name, t.name), run_count = COALESCE(i.run_count, t.run_count),
          flow_run_run_count = COALESCE(i.flow_run_run_count, t.flow_run_run_count),
          total_run_time = COALESCE(i.total_run_time, t.total_run_time),
          empirical_policy = COALESCE(i.policy, t.empirical_policy), tags = COALESCE(i.tags, t.tags),
          task_inputs = COALESCE(i.task_inputs, t.task_inputs),
          labels = \(kept("labels", Bit.labels)),
          cache_key = \(kept("cache_key", Bit.cacheKey)),
          cache_expiration = \(kept("cache_expiration", Bit.cacheExpiration)),
          task_version = \(kept("task_version", Bit.taskVersion)),
          expected_start_time = \(kept("expected_start_time", Bit.expectedStartTime)),
          next_scheduled_start_time = \(kept("next_scheduled_start_time", Bit.nextScheduledStartTime)),
          start_time = \(kept("start_time", Bit.startTime)),
          end_time = \(kept("end_time", Bit.endTime)),
          state_id = i.state_id, state_type = i.state_type::state_type, state_name = i.state_name,
          state_timestamp = i.state_timestamp
        FROM located i
        WHERE t.id = i.row_id AND i.has_flow_run AND t.state_timestamp < i.state_timestamp
      ), inserted AS (
        INSERT INTO task_run (id, flow_run_id, task_key, dynamic_key, name, run_count, flow_run_run_count,
          total_run_time, empirical_policy, tags, task_inputs, labels, cache_key, cache_expiration, task_version,
          expected_start_time, next_scheduled_start_time, start_time, end_time, state_id, state_type, state_name,
          state_timestamp)
        SELECT i.id, i.flow_run_id, i.task_key, i.dynamic_key, COALESCE(i.name, i.made_name), COALESCE(i.run_count, 0),
          COALESCE(i.flow_run_run_count, 0), COALESCE(i.total_run_time, '0'), COALESCE(i.policy, '{}'),
          COALESCE(i.tags, '[]'), COALESCE(i.task_inputs, '{}'), i.labels, i.cache_key, i.cache_expiration,
          i.task_version, i.expected_start_time, i.next_scheduled_start_time, i.start_time, i.end_time, i.state_id,
          i.state_type::state_type, i.state_name, i.state_timestamp
        FROM located i WHERE i.row_id IS NULL AND i.has_flow_run
        -- The order in which others take the same keys.
        ORDER BY i.number
        ON CONFLICT DO NOTHING
        RETURNING id
      ), told AS MATERIALIZED (
        SELECT s.*, l.id AS told_id, l.flow_run_id, l.has_flow_run,
          COALESCE(l.row_id, (SELECT w.id FROM inserted w WHERE w.id = l.id)) AS task_run_id
        FROM unnest(\(p(27))::int4[], \(p(28))::uuid[], \(p(29))::text[], \(p(30))::timestamptz[], \(p(31))::text[],
          \(p(32))::text[], \(p(33))::jsonb[], \(p(34))::jsonb[], \(p(35))::uuid[], \(p(36))::timestamptz[])
        AS s(number, id, type, timestamp, name, message, details, data, event_id, received)
        JOIN located l ON l.number = s.number
      ), state AS (
        INSERT INTO task_run_state (id, task_run_id, type, timestamp, name, message, state_details, data)
        SELECT s.id, s.task_run_id, s.type::state_type, s.timestamp, s.name, s.message,
          CASE WHEN s.task_run_id = s.told_id THEN s.details
            ELSE s.details || jsonb_build_object('task_run_id', s.task_run_id) END,
          s.data
        FROM told s WHERE s.has_flow_run AND s.task_run_id IS NOT NULL
        ON CONFLICT DO NOTHING
      ), waiting AS (
        INSERT INTO apus.waiting_task_run_event AS w (event_id, flow_run_id, received, next_attempt)
        SELECT s.event_id, s.flow_run_id, s.received, CURRENT_TIMESTAMP + interval '1 second'
        FROM told s WHERE NOT s.has_flow_run
        ON CONFLICT (event_id) DO UPDATE SET attempts = w.attempts + 1,
          next_attempt = CURRENT_TIMESTAMP + least(interval '1 minute', interval '1 second' * 2 ^ least(w.attempts + 1, 10))
      )
      """
  }

  /// The events that were not recorded: whether they wait, or lost a race and can be recorded at once.
  static let unrecorded = """
    SELECT s.event_id, NOT s.has_flow_run FROM told s WHERE NOT s.has_flow_run OR s.task_run_id IS NULL
    """

  private static func kept(_ column: StaticString, _ bit: Int32) -> String {
    "CASE WHEN i.null_columns & \(bit) <> 0 THEN NULL ELSE COALESCE(i.\(column), t.\(column)) END"
  }

  static func values(_ groups: [TaskRunRecordGroup]) -> [SQLValue] {
    let records = groups.map(\.record)
    let told = groups.enumerated().flatMap { number, group in group.states.map { (Int32(number), $0) } }
    let states = told.map(\.1.state)
    return [
      .int4s(groups.indices.map { Int32($0) }), .uuids(records.map(\.id)), .optionalUUIDs(records.map(\.flowRunID)),
      .texts(records.map(\.taskKey)), .texts(records.map(\.dynamicKey)), .optionalTexts(records.map(\.name)),
      .optionalTexts(records.map { $0.name == nil ? RunName.random() : nil }),
      .optionalInt4s(records.map { $0.runCount.map { Int32(clamping: $0) } }),
      .optionalInt4s(records.map { $0.flowRunRunCount.map { Int32(clamping: $0) } }),
      .optionalIntervals(records.map(\.totalRunTime)), .optionalJSONBs(records.map { $0.policy?.json }),
      .optionalJSONBs(records.map { $0.tags.map { tags in RawJSON { $0.strings(tags) }.bytes } }),
      .optionalJSONBs(records.map { $0.taskInputs?.bytes }), .optionalJSONBs(records.map { $0.labels.value?.bytes }),
      .optionalTexts(records.map(\.cacheKey.value)), .optionalTimestamps(records.map(\.cacheExpiration.value)),
      .optionalTexts(records.map(\.taskVersion.value)), .optionalTimestamps(records.map(\.expectedStartTime.value)),
      .optionalTimestamps(records.map(\.nextScheduledStartTime.value)),
      .optionalTimestamps(records.map(\.startTime.value)), .optionalTimestamps(records.map(\.endTime.value)),
      .int4s(records.map(nullColumns)), .uuids(records.map(\.state.id)), .texts(records.map(\.state.type.rawValue)),
      .texts(records.map(\.state.name)), .timestamps(records.map(\.state.timestamp)),
      .int4s(told.map(\.0)), .uuids(states.map(\.id)), .texts(states.map(\.type.rawValue)),
      .timestamps(states.map(\.timestamp)), .texts(states.map(\.name)), .optionalTexts(states.map(\.message)),
      .jsonbs(states.map { $0.details.json }), .optionalJSONBs(states.map { $0.data?.bytes }),
      .uuids(told.map(\.1.eventID)), .timestamps(told.map(\.1.received)),
    ]
  }

  private static func nullColumns(_ record: TaskRunRecord) -> Int32 {
    var bits: Int32 = 0
    if record.labels.isNull { bits |= Bit.labels }
    if record.cacheKey.isNull { bits |= Bit.cacheKey }
    if record.cacheExpiration.isNull { bits |= Bit.cacheExpiration }
    if record.taskVersion.isNull { bits |= Bit.taskVersion }
    if record.expectedStartTime.isNull { bits |= Bit.expectedStartTime }
    if record.nextScheduledStartTime.isNull { bits |= Bit.nextScheduledStartTime }
    if record.startTime.isNull { bits |= Bit.startTime }
    if record.endTime.isNull { bits |= Bit.endTime }
    return bits
  }
}

extension Field {
  fileprivate var isNull: Bool {
    if case .null = self { true } else { false }
  }
}
