/// The filters of several entities that one request may carry (contract §7.4); nil asks nothing of an entity, an empty one
/// that it is there.
public struct EntityFilters: Sendable, Hashable {
  public var flows: FlowFilter?
  public var flowRuns: FlowRunFilter?
  public var taskRuns: TaskRunFilter?
  public var deployments: DeploymentFilter?
  public var workPools: WorkPoolFilter?
  public var workQueues: WorkQueueFilter?

  public init() {}

  /// Reads the parameters of a body.
  ///
  /// - Parameter queues: Under which name the operation takes the filter of work queues; nil if it takes none.
  public init(reader: inout ObjectReader, queues: StaticString? = "work_pool_queues") {
    flows = reader.optional("flows", .model())
    flowRuns = reader.optional("flow_runs", .model())
    taskRuns = reader.optional("task_runs", .model())
    deployments = reader.optional("deployments", .model())
    workPools = reader.optional("work_pools", .model())
    if let queues { workQueues = reader.optional(queues, .model()) }
  }
}
