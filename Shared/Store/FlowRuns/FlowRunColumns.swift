internal import JSON
internal import Models
internal import Postgres
internal import Values

/// How a flow run is read, with its state, its queue and its pool.
enum FlowRunColumns {
  /// The columns in the order in which `RowReader.flowRun` reads them.
  static let list: SQLText = """
    r.id, r.created, r.updated, r.name, r.flow_id, r.state_id, r.deployment_id, r.deployment_version,
    r.work_queue_id, COALESCE(q.name, r.work_queue_name), r.flow_version, r.parameters, r.idempotency_key, r.context,
    r.empirical_policy, r.tags, r.labels, r.parent_task_run_id, r.state_type, r.state_name, r.run_count,
    r.expected_start_time, r.next_scheduled_start_time, r.start_time, r.end_time, r.total_run_time, r.auto_scheduled,
    r.infrastructure_document_id, r.infrastructure_pid, r.created_by, r.job_variables, p.id, p.name,
    s.id, s.type, s.name, s.timestamp, s.message, s.state_details, COALESCE(a.data, s.data::json)
    """

  static let table: SQLText = "flow_run r"

  /// What hangs on a row of the table.
  static let relations: SQLText = """
    LEFT JOIN flow_run_state s ON s.id = r.state_id
    LEFT JOIN artifact a ON a.id = s.result_artifact_id
    LEFT JOIN work_queue q ON q.id = r.work_queue_id
    LEFT JOIN work_pool p ON p.id = q.work_pool_id
    """

  static let joins: SQLText = table + " " + relations
}

extension RowReader {
  /// Reads `FlowRunColumns.list`.
  ///
  /// - Parameter now: The moment for which the estimates of a run that goes on are made.
  mutating func flowRun(at now: Timestamp) throws(DatabaseError) -> FlowRun {
    var run = FlowRun(
      id: try uuid(), created: try timestamp(), updated: try timestamp(), name: try text(), flowID: try uuid(),
      stateID: try optionalUUID(), deploymentID: try optionalUUID(), deploymentVersion: try optionalText(),
      workQueueID: try optionalUUID(), workQueueName: try optionalText(), flowVersion: try optionalText(),
      parameters: try rawJSON(), idempotencyKey: try optionalText(), context: try rawJSON(),
      empiricalPolicy: try model(), tags: try strings(), labels: try optionalRawJSON().presentObject,
      parentTaskRunID: try optionalUUID(), stateType: try optionalStateType(), stateName: try optionalText(),
      runCount: try int(), expectedStartTime: try optionalTimestamp(), nextScheduledStartTime: try optionalTimestamp(),
      startTime: try optionalTimestamp(), endTime: try optionalTimestamp(), totalRunTime: try interval(),
      autoScheduled: try bool(), infrastructureDocumentID: try optionalUUID(), infrastructurePID: try optionalText(),
      createdBy: try optionalModel(), jobVariables: try optionalRawJSON())
    run.workPoolID = try optionalUUID()
    run.workPoolName = try optionalText()
    run.state = try state()
    run.estimate(at: now)
    return run
  }
}

extension FlowRun {
  /// The run with its estimates for a moment.
  func estimated(at now: Timestamp) -> FlowRun {
    var run = self
    run.estimate(at: now)
    return run
  }

  /// Fills in what is never stored: the run time so far, and how late the run started or is (contract §5).
  mutating func estimate(at now: Timestamp) {
    estimatedRunTime = RunEstimates.runTime(total: totalRunTime, type: stateType, since: state?.timestamp, at: now)
    estimatedStartTimeDelta = RunEstimates.startDelta(
      expected: expectedStartTime, start: startTime, type: stateType, at: now)
  }
}

enum RunEstimates {
  static func runTime(total: Duration, type: StateType?, since: Timestamp?, at now: Timestamp) -> Duration {
    guard type == .running, let since else { return total }
    return total + (now - since)
  }

  static func startDelta(expected: Timestamp?, start: Timestamp?, type: StateType?, at now: Timestamp) -> Duration {
    guard let expected else { return .zero }
    if let start { return max(start - expected, .zero) }
    if type?.isFinal == true { return .zero }
    return max(now - expected, .zero)
  }
}

extension RawJSON? {
  /// An object, even where the column holds NULL or JSON null.
  var presentObject: RawJSON {
    guard let self, !self.isNull else { return .emptyObject }
    return self
  }
}
