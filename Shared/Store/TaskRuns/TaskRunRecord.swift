public import JSON
public import Models
public import Values

/// What one event of a task run that its client orchestrates says of the task run (contract §4.11): the columns it
/// carries, and the state.
public struct TaskRunRecord: Sendable {
  public var id: UUID
  public var flowRunID: UUID?
  public var taskKey: String
  public var dynamicKey: String
  public var name: String?
  public var runCount: Int?
  public var flowRunRunCount: Int?
  public var totalRunTime: Duration?
  public var policy: TaskRunPolicy?
  public var tags: [String]?
  public var taskInputs: RawJSON?
  public var labels: Field<RawJSON>
  public var cacheKey: Field<String>
  public var cacheExpiration: Field<Timestamp>
  public var taskVersion: Field<String>
  public var expectedStartTime: Field<Timestamp>
  public var nextScheduledStartTime: Field<Timestamp>
  public var startTime: Field<Timestamp>
  public var endTime: Field<Timestamp>
  public var state: State
}

extension TaskRunRecord {
  /// Why an event that is of a task run can't be recorded as one.
  public struct Refusal: Error, Sendable {
    public let reason: String
  }

  /// Whether an event is of a task run that its client orchestrates.
  public static func isTold(by event: Event) -> Bool {
    event.event.hasPrefix("prefect.task-run") && event.resource["prefect.orchestration"] == "client"
  }

  /// - Parameter payload: The event's, parsed; nil if it has none.
  public init(_ event: Event, payload: JSONValue?, limits: ModelLimits) throws(Refusal) {
    guard let id = event.resource.id.identifier(after: "prefect.task-run.") else {
      throw Refusal(reason: "the resource is no task run")
    }
    var flowRunID: UUID?
    if let flowRun = event.related.first(where: { $0.role == "flow-run" }) {
      flowRunID = flowRun.id.identifier(after: "prefect.flow-run.")
      if flowRunID == nil { throw Refusal(reason: "the resource in the role flow-run is no flow run") }
    }
    let problems = ProblemList(source: "payload", limits: limits)
    let state = payload?["validated_state" as StaticString]
    let run = payload?["task_run" as StaticString]
    guard let state, let run else { throw Refusal(reason: "the payload lacks task_run or validated_state") }
    let seed = Seed(id: id, flowRunID: flowRunID, eventID: event.id, occurred: event.occurred)
    self = Reading<TaskRunRecord>.record(seed, seed.state.read(state, problems)).read(run, problems)
    if let problem = problems.problems.first {
      let place = problem.location.map { "\($0)" }.joined(separator: ".")
      throw Refusal(reason: "\(place): \(problem.message)")
    }
  }

  /// What the event itself says, for what the payload leaves out.
  fileprivate struct Seed: Sendable {
    var id: UUID
    var flowRunID: UUID?
    var eventID: UUID
    var occurred: Timestamp

    var state: Reading<State> {
      .model(unknownKeys: .ignored) { reader in
        let type: StateType = reader.required("type", .enumeration())
        let moment = reader.value("timestamp", .timestamp, default: occurred)
        var details: StateDetails = reader.value("state_details", .model(), default: StateDetails())
        details.taskRunID = id
        details.flowRunID = flowRunID
        if type == .scheduled, details.scheduledTime == nil { details.scheduledTime = moment }
        return State(
          id: reader.value("id", .uuid, default: eventID), type: type,
          name: reader.optional("name", .string) ?? type.defaultName, timestamp: moment,
          message: reader.optional("message", .string), data: reader.optional("data", .any), details: details)
      }
    }
  }
}

extension Reading where Value == TaskRunRecord {
  fileprivate static func record(_ seed: TaskRunRecord.Seed, _ state: State) -> Reading {
    .model(unknownKeys: .ignored) { reader in
      TaskRunRecord(
        id: reader.value("id", .uuid, default: seed.id),
        flowRunID: reader.flowRunID(seed.flowRunID),
        taskKey: reader.required("task_key", .string), dynamicKey: reader.required("dynamic_key", .string),
        name: reader.presentField("name", .string).value, runCount: reader.presentField("run_count", .integer32).value,
        flowRunRunCount: reader.presentField("flow_run_run_count", .integer32).value,
        totalRunTime: reader.presentField("total_run_time", .duration).value,
        policy: reader.presentField("empirical_policy", .model()).value,
        tags: reader.presentField("tags", .list(.string)).value,
        taskInputs: reader.presentField("task_inputs", .taskInputs).value,
        labels: reader.field("labels", .labels), cacheKey: reader.field("cache_key", .cacheKey),
        cacheExpiration: reader.field("cache_expiration", .timestamp),
        taskVersion: reader.field("task_version", .string),
        expectedStartTime: reader.field("expected_start_time", .timestamp),
        nextScheduledStartTime: reader.field("next_scheduled_start_time", .timestamp),
        startTime: reader.field("start_time", .timestamp), endTime: reader.field("end_time", .timestamp),
        state: state)
    }
  }
}

extension ObjectReader {
  fileprivate mutating func flowRunID(_ told: UUID?) -> UUID? {
    switch field("flow_run_id", .uuid) {
    case .absent: told
    case .null: nil
    case .value(let id): id
    }
  }
}

extension String {
  /// The identifier behind a resource's kind.
  fileprivate func identifier(after kind: StaticString) -> UUID? {
    guard utf8.starts(with: UnsafeBufferPointer(start: kind.utf8Start, count: kind.utf8CodeUnitCount)) else {
      return nil
    }
    return UUID(lenient: String(dropFirst(kind.utf8CodeUnitCount)))
  }
}
