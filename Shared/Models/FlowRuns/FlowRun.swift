public import JSON
public import Values

/// A run of a flow, as the API answers it.
public struct FlowRun: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  public var flowID: UUID
  public var stateID: UUID?
  public var deploymentID: UUID?
  public var deploymentVersion: String?
  public var workQueueID: UUID?
  public var workQueueName: String?
  public var flowVersion: String?
  public var parameters: RawJSON
  public var idempotencyKey: String?
  public var context: RawJSON
  public var empiricalPolicy: FlowRunPolicy
  public var tags: [String]
  public var labels: RawJSON
  public var parentTaskRunID: UUID?
  public var stateType: StateType?
  public var stateName: String?
  public var runCount: Int
  public var expectedStartTime: Timestamp?
  public var nextScheduledStartTime: Timestamp?
  public var startTime: Timestamp?
  public var endTime: Timestamp?
  public var totalRunTime: Duration
  /// The total so far, with the time since a running run's state began.
  public var estimatedRunTime: Duration
  /// How late the run started, or is.
  public var estimatedStartTimeDelta: Duration
  public var autoScheduled: Bool
  public var infrastructureDocumentID: UUID?
  public var infrastructurePID: String?
  public var createdBy: CreatedBy?
  public var workPoolID: UUID?
  public var workPoolName: String?
  public var state: State?
  public var jobVariables: RawJSON?

  public init(
    id: UUID,
    created: Timestamp,
    updated: Timestamp,
    name: String,
    flowID: UUID,
    stateID: UUID? = nil,
    deploymentID: UUID? = nil,
    deploymentVersion: String? = nil,
    workQueueID: UUID? = nil,
    workQueueName: String? = nil,
    flowVersion: String? = nil,
    parameters: RawJSON = .emptyObject,
    idempotencyKey: String? = nil,
    context: RawJSON = .emptyObject,
    empiricalPolicy: FlowRunPolicy = FlowRunPolicy(),
    tags: [String] = [],
    labels: RawJSON = .emptyObject,
    parentTaskRunID: UUID? = nil,
    stateType: StateType? = nil,
    stateName: String? = nil,
    runCount: Int = 0,
    expectedStartTime: Timestamp? = nil,
    nextScheduledStartTime: Timestamp? = nil,
    startTime: Timestamp? = nil,
    endTime: Timestamp? = nil,
    totalRunTime: Duration = .zero,
    estimatedRunTime: Duration = .zero,
    estimatedStartTimeDelta: Duration = .zero,
    autoScheduled: Bool = false,
    infrastructureDocumentID: UUID? = nil,
    infrastructurePID: String? = nil,
    createdBy: CreatedBy? = nil,
    workPoolID: UUID? = nil,
    workPoolName: String? = nil,
    state: State? = nil,
    jobVariables: RawJSON? = nil
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.name = name
    self.flowID = flowID
    self.stateID = stateID
    self.deploymentID = deploymentID
    self.deploymentVersion = deploymentVersion
    self.workQueueID = workQueueID
    self.workQueueName = workQueueName
    self.flowVersion = flowVersion
    self.parameters = parameters
    self.idempotencyKey = idempotencyKey
    self.context = context
    self.empiricalPolicy = empiricalPolicy
    self.tags = tags
    self.labels = labels
    self.parentTaskRunID = parentTaskRunID
    self.stateType = stateType
    self.stateName = stateName
    self.runCount = runCount
    self.expectedStartTime = expectedStartTime
    self.nextScheduledStartTime = nextScheduledStartTime
    self.startTime = startTime
    self.endTime = endTime
    self.totalRunTime = totalRunTime
    self.estimatedRunTime = estimatedRunTime
    self.estimatedStartTimeDelta = estimatedStartTimeDelta
    self.autoScheduled = autoScheduled
    self.infrastructureDocumentID = infrastructureDocumentID
    self.infrastructurePID = infrastructurePID
    self.createdBy = createdBy
    self.workPoolID = workPoolID
    self.workPoolName = workPoolName
    self.state = state
    self.jobVariables = jobVariables
  }
}
