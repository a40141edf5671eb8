/// Which deployments; nil criteria restrict nothing.
public struct DeploymentFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  public var id: IdentifierFilter?
  public var name: TextFilter?
  public var flowOrDeploymentName: TextFilter?
  public var paused: FlagFilter?
  public var tags: TagsFilter?
  public var workQueueName: TextFilter?
  /// Accepted and ignored, as in the reference.
  public var concurrencyLimit: NumberFilter?

  public init(operator: FilterOperator = .and) {
    self.operator = `operator`
  }
}

extension DeploymentFilter: ObjectReadable {
  public init(reader: inout ObjectReader) {
    `operator` = reader.filterOperator()
    id = reader.optional("id", .identifiers([.any, .notAny]))
    name = reader.optional("name", .texts([.any, .like]))
    flowOrDeploymentName = reader.optional("flow_or_deployment_name", .texts(.like))
    paused = reader.optional("paused", .equals)
    tags = reader.optional("tags", .tags(.any))
    workQueueName = reader.optional("work_queue_name", .texts(.any))
    concurrencyLimit = reader.optional("concurrency_limit", .numbers(.isNull))
  }
}
