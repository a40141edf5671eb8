public import JSON
public import Values

/// A run of a task, as the API answers it.
public struct TaskRun: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  public var flowRunID: UUID?
  public var taskKey: String
  public var dynamicKey: String
  public var cacheKey: String?
  public var cacheExpiration: Timestamp?
  public var taskVersion: String?
  public var empiricalPolicy: TaskRunPolicy
  public var tags: [String]
  public var labels: RawJSON?
  public var stateID: UUID?
  /// An object of lists of inputs, each with its `input_type`.
  public var taskInputs: RawJSON
  public var stateType: StateType?
  public var stateName: String?
  public var runCount: Int
  /// The run count of the flow run when this task run was made.
  public var flowRunRunCount: Int
  public var expectedStartTime: Timestamp?
  public var nextScheduledStartTime: Timestamp?
  public var startTime: Timestamp?
  public var endTime: Timestamp?
  public var totalRunTime: Duration
  /// The total so far, with the time since a running run's state began.
  public var estimatedRunTime: Duration
  /// How late the run started, or is.
  public var estimatedStartTimeDelta: Duration
  public var state: State?

  public init(
    id: UUID,
    created: Timestamp,
    updated: Timestamp,
    name: String,
    flowRunID: UUID? = nil,
    taskKey: String,
    dynamicKey: String,
    cacheKey: String? = nil,
    cacheExpiration: Timestamp? = nil,
    taskVersion: String? = nil,
    empiricalPolicy: TaskRunPolicy = TaskRunPolicy(),
    tags: [String] = [],
    labels: RawJSON? = .emptyObject,
    stateID: UUID? = nil,
    taskInputs: RawJSON = .emptyObject,
    stateType: StateType? = nil,
    stateName: String? = nil,
    runCount: Int = 0,
    flowRunRunCount: Int = 0,
    expectedStartTime: Timestamp? = nil,
    nextScheduledStartTime: Timestamp? = nil,
    startTime: Timestamp? = nil,
    endTime: Timestamp? = nil,
    totalRunTime: Duration = .zero,
    estimatedRunTime: Duration = .zero,
    estimatedStartTimeDelta: Duration = .zero,
    state: State? = nil
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.name = name
    self.flowRunID = flowRunID
    self.taskKey = taskKey
    self.dynamicKey = dynamicKey
    self.cacheKey = cacheKey
    self.cacheExpiration = cacheExpiration
    self.taskVersion = taskVersion
    self.empiricalPolicy = empiricalPolicy
    self.tags = tags
    self.labels = labels
    self.stateID = stateID
    self.taskInputs = taskInputs
    self.stateType = stateType
    self.stateName = stateName
    self.runCount = runCount
    self.flowRunRunCount = flowRunRunCount
    self.expectedStartTime = expectedStartTime
    self.nextScheduledStartTime = nextScheduledStartTime
    self.startTime = startTime
    self.endTime = endTime
    self.totalRunTime = totalRunTime
    self.estimatedRunTime = estimatedRunTime
    self.estimatedStartTimeDelta = estimatedStartTimeDelta
    self.state = state
  }
}
