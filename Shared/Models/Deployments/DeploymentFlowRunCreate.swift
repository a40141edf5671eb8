public import JSON
public import Values

/// What `POST /deployments/{id}/create_flow_run` takes.
public struct DeploymentFlowRunCreate: Sendable, Hashable, ObjectReadable {
  /// Nil for one that is scheduled for now.
  public var state: StateCreate?
  /// Nil if a name is to be made up.
  public var name: String?
  public var parameters: RawJSON
  /// Nil for what the deployment says.
  public var enforcesParameterSchema: Bool?
  public var context: RawJSON
  public var infrastructureDocumentID: UUID?
  public var empiricalPolicy: FlowRunPolicy
  public var tags: [String]
  public var idempotencyKey: String?
  public var labels: RawJSON?
  public var parentTaskRunID: UUID?
  public var workQueueName: String?
  public var jobVariables: RawJSON?

  /// A run that an automation asks for.
  public init(state: StateCreate, parameters: RawJSON, idempotencyKey: String, jobVariables: RawJSON?) {
    self.state = state
    self.parameters = parameters
    self.idempotencyKey = idempotencyKey
    self.jobVariables = jobVariables
    context = .emptyObject
    empiricalPolicy = FlowRunPolicy()
    tags = []
  }

  public init(reader: inout ObjectReader) {
    state = reader.optional("state", .model())
    name = reader.runName()
    parameters = reader.value("parameters", .parameters, default: .emptyObject)
    enforcesParameterSchema = reader.optional("enforce_parameter_schema", .bool)
    context = reader.value("context", .object, default: .emptyObject)
    infrastructureDocumentID = reader.optional("infrastructure_document_id", .uuid)
    empiricalPolicy = reader.value("empirical_policy", .model(), default: FlowRunPolicy())
    tags = reader.value("tags", .list(.string), default: [])
    idempotencyKey = reader.optional("idempotency_key", .string)
    labels = reader.labels()
    parentTaskRunID = reader.optional("parent_task_run_id", .uuid)
    workQueueName = reader.optional("work_queue_name", .string)
    jobVariables = reader.optional("job_variables", .object)
  }
}
