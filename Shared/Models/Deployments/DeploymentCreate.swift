public import JSON
public import Values

/// What `POST /deployments/` takes: a deployment to make, or to bring up to date.
public struct DeploymentCreate: Sendable, Hashable, ObjectReadable {
  public var name: String
  public var flowID: UUID
  public var schedules: [DeploymentScheduleCreate]
  /// An empty object if absent, nil if null.
  public var labels: RawJSON?
  public var changes: DeploymentChanges

  public init(name: String, flowID: UUID, schedules: [DeploymentScheduleCreate] = []) {
    self.name = name
    self.flowID = flowID
    self.schedules = schedules
    labels = .emptyObject
    changes = DeploymentChanges()
  }

  public init(reader: inout ObjectReader) {
    name = reader.required("name", .deploymentName)
    flowID = reader.required("flow_id", .uuid)
    schedules = reader.value("schedules", .list(.model()), default: [])
    labels = reader.labels()
    changes = DeploymentChanges(reader: &reader)
    changes.parameters = reader.presentField("parameters", .parameters)
    changes.enforcesParameterSchema = reader.presentField("enforce_parameter_schema", .bool)
    changes.jobVariables = reader.presentField("job_variables", .object)
  }
}

/// What `PATCH /deployments/{id}` takes: only what was sent is changed.
public struct DeploymentUpdate: Sendable, Hashable, ObjectReadable {
  public var schedules: Field<[DeploymentScheduleUpdate]>
  public var changes: DeploymentChanges

  public init(reader: inout ObjectReader) {
    schedules = reader.presentField("schedules", .list(.model()))
    changes = DeploymentChanges(reader: &reader)
    changes.parameters = reader.field("parameters", .parameters)
    changes.enforcesParameterSchema = reader.field("enforce_parameter_schema", .bool)
    changes.jobVariables = reader.field("job_variables", .object)
  }
}

extension Reading where Value == String {
  /// A name, or nothing.
  static let deploymentName = Reading(schema: .string(pattern: "^[^/%&><]*$"), fallback: "") { value, problems in
    value.text == "" ? "" : name.read(value, problems)
  }
}

extension ValidationError {
  /// Shows empty parameters in the body where none were sent, as the reference does for a deployment that it refuses.
  public mutating func showParameters() {
    guard let body = requestBody, let root = body.document()?.root, root.kind == .object,
      root["parameters" as StaticString] == nil
    else { return }
    let shown = RawJSON { writer in
      writer.beginObject()
      for (key, value) in root.members {
        writer.key(key)
        writer.value(value)
      }
      writer.key("parameters")
      writer.raw(.emptyObject)
      writer.endObject()
    }
    requestBody = shown
    for index in problems.indices where problems[index].input == body { problems[index].input = shown }
  }
}
