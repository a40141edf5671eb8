internal import JSON
internal import Models
internal import Orchestration
internal import Postgres
internal import Values

/// How the task run that stands for a subflow is read beside the subflow's run.
enum ParentTaskRunColumns {
  static let list: SQLText = """
    pt.id, pt.name, pt.tags, pt.flow_run_id, pt.empirical_policy, pt.flow_run_run_count, pt.run_count,
    pt.expected_start_time, pt.next_scheduled_start_time, pt.start_time, pt.end_time, pt.total_run_time,
    ps.id, ps.type, ps.name, ps.timestamp, ps.message, ps.state_details, NULL::jsonb
    """

  static func joins(_ id: StaticString) -> String {
    "LEFT JOIN task_run pt ON pt.id = \(id) LEFT JOIN task_run_state ps ON ps.id = pt.state_id"
  }
}

/// The task run that stands for a subflow in the flow run above it.
struct ParentTaskRun: Sendable {
  var subject: TaskRunSubject
  var name: String
  var tags: [String]
  var timing: RunTiming
  var state: State?
}

extension RowReader {
  /// Reads `ParentTaskRunColumns.list`; nil without a parent.
  mutating func parentTaskRun() throws(DatabaseError) -> ParentTaskRun? {
    guard let id = try optionalUUID() else {
      for _ in 0..<18 { skip() }
      return nil
    }
    let name = try text()
    let tags = try strings()
    let flowRunID = try optionalUUID()
    let policy: TaskRunPolicy = try model()
    let flowRunRunCount = try int()
    let timing = try runTiming()
    return ParentTaskRun(
      subject: TaskRunSubject(
        id: id, flowRunID: flowRunID, policy: policy, flowRunState: nil, flowRunRunCountNow: flowRunRunCount,
        flowRunRunCount: flowRunRunCount, runCount: timing.runCount),
      name: name, tags: tags, timing: timing, state: try state())
  }

  /// Reads run_count, expected_start_time, next_scheduled_start_time, start_time, end_time, total_run_time.
  mutating func runTiming() throws(DatabaseError) -> RunTiming {
    RunTiming(
      runCount: try int(), expectedStartTime: try optionalTimestamp(),
      nextScheduledStartTime: try optionalTimestamp(), startTime: try optionalTimestamp(),
      endTime: try optionalTimestamp(), totalRunTime: try interval())
  }
}

extension ParentTaskRun {
  /// The state that a subflow's new state becomes on its parent (contract §3.5, UpdateSubflowParentTask).
  func mirroring(_ written: State, of flowRunID: UUID, client: ClientVersions) -> TaskRunTransition {
    var state = written
    state.id = .timeOrdered(at: written.timestamp)
    state.details.childFlowRunID = flowRunID
    state.data = StateResult(of: written)?.data
    let transition = TaskRunTransition(
      from: self.state, to: state, subject: subject, timing: timing, now: written.timestamp, client: client)
    return Policy.minimalTask.decide(transition, global: .globalTask)
  }
}
