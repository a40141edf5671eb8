public import JSON
public import Values

/// What a state knows about its run beyond type and name.
public struct StateDetails: Sendable, Hashable {
  public var flowRunID: UUID?
  public var taskRunID: UUID?
  /// Of a task run that stands for a subflow: the subflow's run.
  public var childFlowRunID: UUID?
  public var scheduledTime: Timestamp?
  /// Seconds east of UTC with which the scheduled time is written: that of a schedule's zone in the states of its runs.
  public var scheduledTimeOffset = 0
  public var cacheKey: String?
  public var cacheExpiration: Timestamp?
  public var deferred: Bool?
  public var untrackableResult: Bool
  public var pauseTimeout: Timestamp?
  public var pauseReschedule: Bool
  public var pauseKey: String?
  /// An object of texts.
  public var runInputKeyset: RawJSON?
  public var refreshCache: Bool?
  public var retriable: Bool?
  public var transitionID: UUID?
  public var taskParametersID: UUID?
  /// Trace and span of where the state was made.
  public var traceparent: String?
  /// The lease that holds the deployment's concurrency slot for this run.
  public var deploymentConcurrencyLeaseID: UUID?

  public init(
    flowRunID: UUID? = nil,
    taskRunID: UUID? = nil,
    childFlowRunID: UUID? = nil,
    scheduledTime: Timestamp? = nil,
    cacheKey: String? = nil,
    cacheExpiration: Timestamp? = nil,
    deferred: Bool? = false,
    untrackableResult: Bool = false,
    pauseTimeout: Timestamp? = nil,
    pauseReschedule: Bool = false,
    pauseKey: String? = nil,
    runInputKeyset: RawJSON? = nil,
    refreshCache: Bool? = nil,
    retriable: Bool? = nil,
    transitionID: UUID? = nil,
    taskParametersID: UUID? = nil,
    traceparent: String? = nil,
    deploymentConcurrencyLeaseID: UUID? = nil
  ) {
    self.flowRunID = flowRunID
    self.taskRunID = taskRunID
    self.childFlowRunID = childFlowRunID
    self.scheduledTime = scheduledTime
    self.cacheKey = cacheKey
    self.cacheExpiration = cacheExpiration
    self.deferred = deferred
    self.untrackableResult = untrackableResult
    self.pauseTimeout = pauseTimeout
    self.pauseReschedule = pauseReschedule
    self.pauseKey = pauseKey
    self.runInputKeyset = runInputKeyset
    self.refreshCache = refreshCache
    self.retriable = retriable
    self.transitionID = transitionID
    self.taskParametersID = taskParametersID
    self.traceparent = traceparent
    self.deploymentConcurrencyLeaseID = deploymentConcurrencyLeaseID
  }
}

extension StateDetails: ObjectReadable {
  public static var unknownKeys: UnknownKeys { .ignored }

  public init(reader: inout ObjectReader) {
    flowRunID = reader.optional("flow_run_id", .uuid)
    taskRunID = reader.optional("task_run_id", .uuid)
    childFlowRunID = reader.optional("child_flow_run_id", .uuid)
    scheduledTime = reader.optional("scheduled_time", .timestamp)
    cacheKey = reader.optional("cache_key", .string)
    cacheExpiration = reader.optional("cache_expiration", .timestamp)
    switch reader.field("deferred", .bool) {
    case .absent: deferred = false
    case .null: deferred = nil
    case .value(let value): deferred = value
    }
    untrackableResult = reader.value("untrackable_result", .bool, default: false)
    pauseTimeout = reader.optional("pause_timeout", .timestamp)
    pauseReschedule = reader.value("pause_reschedule", .bool, default: false)
    pauseKey = reader.optional("pause_key", .string)
    runInputKeyset = reader.optional("run_input_keyset", .stringMap)
    refreshCache = reader.optional("refresh_cache", .bool)
    retriable = reader.optional("retriable", .bool)
    transitionID = reader.optional("transition_id", .uuid)
    taskParametersID = reader.optional("task_parameters_id", .uuid)
    traceparent = reader.optional("traceparent", .string)
    deploymentConcurrencyLeaseID = reader.optional("deployment_concurrency_lease_id", .uuid)
  }
}

extension StateDetails: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("flow_run_id")
    writer.uuid(flowRunID)
    writer.key("task_run_id")
    writer.uuid(taskRunID)
    writer.key("child_flow_run_id")
    writer.uuid(childFlowRunID)
    writer.key("scheduled_time")
    if let scheduledTime, scheduledTimeOffset != 0 {
      writer.string(AnchorDate(scheduledTime, offset: scheduledTimeOffset).text)
    } else {
      writer.timestamp(scheduledTime)
    }
    writer.key("cache_key")
    writer.string(cacheKey)
    writer.key("cache_expiration")
    writer.timestamp(cacheExpiration)
    writer.key("deferred")
    writer.bool(deferred)
    writer.key("untrackable_result")
    writer.bool(untrackableResult)
    writer.key("pause_timeout")
    writer.timestamp(pauseTimeout)
    writer.key("pause_reschedule")
    writer.bool(pauseReschedule)
    writer.key("pause_key")
    writer.string(pauseKey)
    writer.key("run_input_keyset")
    writer.raw(runInputKeyset)
    writer.key("refresh_cache")
    writer.bool(refreshCache)
    writer.key("retriable")
    writer.bool(retriable)
    writer.key("transition_id")
    writer.uuid(transitionID)
    writer.key("task_parameters_id")
    writer.uuid(taskParametersID)
    writer.key("traceparent")
    writer.string(traceparent)
    writer.key("deployment_concurrency_lease_id")
    writer.uuid(deploymentConcurrencyLeaseID)
    writer.endObject()
  }
}
