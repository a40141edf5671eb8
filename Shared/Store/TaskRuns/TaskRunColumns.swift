internal import Models
internal import Postgres
internal import Values

/// How a task run is read, with its state.
enum TaskRunColumns {
  /// The columns in the order in which `RowReader.taskRun` reads them.
  static let list: SQLText = """
    t.id, t.created, t.updated, t.name, t.flow_run_id, t.task_key, t.dynamic_key, t.cache_key, t.cache_expiration,
    t.task_version, t.empirical_policy, t.tags, t.labels, t.state_id, t.task_inputs, t.state_type, t.state_name,
    t.run_count, t.flow_run_run_count, t.expected_start_time, t.next_scheduled_start_time, t.start_time, t.end_time,
    t.total_run_time, s.id, s.type, s.name, s.timestamp, s.message, s.state_details, COALESCE(a.data, s.data::json)
    """

  static let table: SQLText = "task_run t"

  /// What hangs on a row of the table.
  static let relations: SQLText = """
    LEFT JOIN task_run_state s ON s.id = t.state_id
    LEFT JOIN artifact a ON a.id = s.result_artifact_id
    """

  static let joins: SQLText = table + " " + relations
}

extension RowReader {
  /// Reads `TaskRunColumns.list`.
  ///
  /// - Parameter now: The moment for which the estimates of a run that goes on are made.
  mutating func taskRun(at now: Timestamp) throws(DatabaseError) -> TaskRun {
    var run = TaskRun(
      id: try uuid(), created: try timestamp(), updated: try timestamp(), name: try text(),
      flowRunID: try optionalUUID(), taskKey: try text(), dynamicKey: try text(), cacheKey: try optionalText(),
      cacheExpiration: try optionalTimestamp(), taskVersion: try optionalText(), empiricalPolicy: try model(),
      tags: try strings(), labels: try optionalRawJSON(), stateID: try optionalUUID(),
      taskInputs: try rawJSON(), stateType: try optionalStateType(), stateName: try optionalText(),
      runCount: try int(), flowRunRunCount: try int(), expectedStartTime: try optionalTimestamp(),
      nextScheduledStartTime: try optionalTimestamp(), startTime: try optionalTimestamp(),
      endTime: try optionalTimestamp(), totalRunTime: try interval())
    run.state = try state()
    run.estimatedRunTime = RunEstimates.runTime(
      total: run.totalRunTime, type: run.stateType, since: run.state?.timestamp, at: now)
    run.estimatedStartTimeDelta = RunEstimates.startDelta(
      expected: run.expectedStartTime, start: run.startTime, type: run.stateType, at: now)
    return run
  }
}
