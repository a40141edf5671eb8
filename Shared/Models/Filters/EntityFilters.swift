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
  /// - Parameters:
  ///   - pools: Whether the operation takes the filter of work pools.
  ///   - queues: Under which name it takes the filter of work queues; nil if it takes none.
  public init(reader: inout ObjectReader, pools: Bool = true, queues: StaticString? = "work_pool_queues") {
    flows = reader.optional("flows", .model())
    flowRuns = reader.optional("flow_runs", .model())
    taskRuns = reader.optional("task_runs", .model())
    deployments = reader.optional("deployments", .model())
    if pools { workPools = reader.optional("work_pools", .model()) }
    if let queues { workQueues = reader.optional(queues, .model()) }
  }
}
