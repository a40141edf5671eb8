public import JSON

/// Makes a run of a deployment.
public struct RunDeploymentAction: Sendable, Hashable {
  public var target: ActionTarget
  /// With templates in them; nil for the deployment's own.
  public var parameters: RawJSON?
  /// nil for the deployment's own.
  public var jobVariables: RawJSON?
  /// How long after it was triggered; zero or more.
  public var scheduleAfter: Duration

  init(reader: inout ObjectReader) {
    reader.actionType("run-deployment")
    target = ActionTarget(reader: &reader, id: "deployment_id")
    parameters = reader.optional("parameters", .actionParameters)
    jobVariables = reader.optional("job_variables", .object)
    scheduleAfter = reader.value(
      "schedule_after", .duration.checked { $0 < .zero ? "schedule_after must be non-negative" : nil }, default: .zero)
  }

  func writeMembers(to writer: inout JSONWriter) {
    target.writeMembers(to: &writer, id: "deployment_id")
    writer.key("parameters")
    writer.raw(parameters)
    writer.key("job_variables")
    writer.raw(jobVariables)
    writer.key("schedule_after")
    writer.duration(scheduleAfter)
  }
}
