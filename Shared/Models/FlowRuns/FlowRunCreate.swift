public import JSON
public import Values

/// What `POST /flow_runs/` takes.
public struct FlowRunCreate: Sendable, Hashable, ObjectReadable {
  public var state: StateCreate?
  /// Nil if a name is to be made up.
  public var name: String?
  public var flowID: UUID
  public var flowVersion: String?
  public var parameters: RawJSON
  public var context: RawJSON
  public var parentTaskRunID: UUID?
  public var infrastructureDocumentID: UUID?
  public var empiricalPolicy: FlowRunPolicy
  public var tags: [String]
  /// An empty object if absent, nil if null.
  public var labels: RawJSON?
  public var idempotencyKey: String?
  public var workPoolName: String?
  public var workQueueName: String?
  public var jobVariables: RawJSON?
  public var deploymentID: UUID?

  public init(reader: inout ObjectReader) {
    state = reader.optional("state", .model())
    name = reader.runName()
    flowID = reader.required("flow_id", .uuid)
    flowVersion = reader.optional("flow_version", .string)
    parameters = reader.value("parameters", .parameters, default: .emptyObject)
    context = reader.value("context", .object, default: .emptyObject)
    parentTaskRunID = reader.optional("parent_task_run_id", .uuid)
    infrastructureDocumentID = reader.optional("infrastructure_document_id", .uuid)
    empiricalPolicy = reader.value("empirical_policy", .model(), default: FlowRunPolicy())
    tags = reader.value("tags", .list(.string), default: [])
    labels = reader.labels()
    idempotencyKey = reader.optional("idempotency_key", .string)
    workPoolName = reader.optional("work_pool_name", .string)
    workQueueName = reader.optional("work_queue_name", .string)
    jobVariables = reader.optional("job_variables", .object)
    deploymentID = reader.optional("deployment_id", .uuid)
  }

  public init(
    flowID: UUID, name: String? = nil, state: StateCreate? = nil, parameters: RawJSON = .emptyObject,
    tags: [String] = [], idempotencyKey: String? = nil, deploymentID: UUID? = nil
  ) {
    self.state = state
    self.name = name
    self.flowID = flowID
    self.parameters = parameters
    context = .emptyObject
    empiricalPolicy = FlowRunPolicy()
    self.tags = tags
    labels = .emptyObject
    self.idempotencyKey = idempotencyKey
    self.deploymentID = deploymentID
  }
}

extension ObjectReader {
  /// The name of a run: nil, for one to be made up, if it is absent, null or empty.
  mutating func runName() -> String? {
    guard let name = member("name", like: ValueSchema.string.optional), !name.isFalsy else { return nil }
    return problems.at(.key("name")) { Reading<String>.string.read(name, problems) }
  }
}
