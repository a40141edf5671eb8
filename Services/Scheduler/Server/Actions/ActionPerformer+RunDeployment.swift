internal import JSON
internal import JSONSchema
internal import Models
internal import Orchestration
internal import Store
internal import Templates
internal import Values

extension ActionPerformer {
  /// Makes a run of a deployment, once for each invocation.
  func runDeployment(
    _ run: RunDeploymentAction, _ action: TriggeredAction, _ report: inout ActionReport
  ) async throws {
    let id = try target(run.target, of: "deployment", action)
    report.target("prefect.deployment", id)
    let request = DeploymentFlowRunCreate(
      state: StateCreate(
        type: .scheduled, details: StateDetails(scheduledTime: clock.now() + run.scheduleAfter)),
      parameters: try await parameters(run, action), idempotencyKey: action.idempotencyKey,
      jobVariables: run.jobVariables)
    let creator = CreatedBy(
      id: action.automation.id, type: "AUTOMATION", displayValue: action.automation.name)
    let created = try await self.request(action.action.type, &report) {
      let deployment = try await stores.deployments.read(id)
      let (run, isNew) = try await stores.flowRuns.create(
        of: deployment, request, createdBy: creator, client: ClientVersions())
      return (isNew ? 201 : 200, run)
    }
    report.related.append(
      EmittedEvent.Involved(kind: "prefect.flow-run", id: created.id, role: "flow-run", name: created.name))
  }

  /// The parameters with what their templates and variables give; types are kept.
  private func parameters(_ run: RunDeploymentAction, _ action: TriggeredAction) async throws -> RawJSON {
    guard let raw = run.parameters, let object = SchemaValue(raw)?.object, !object.isEmpty else { return .emptyObject }
    let parameters = SchemaValue.object(ActionParameters.upgraded(object))
    let context = try await objects.context(of: action, for: try templates(in: parameters))
    do {
      let made = try await stores.variables.hydrate(
        parameters, rendersTemplates: true, stopsAtErrors: true,
        render: { (template) throws(TemplateError) in try context.render(template) })
      return RawJSON(writing: made.write)
    } catch let error as HydrationError {
      throw ActionFailure("Unable to create flow run from deployment: \(error)")
    }
  }

  private func templates(in parameters: SchemaValue) throws -> [String] {
    do throws(HydrationError) {
      let hydration = Hydration(variables: nil, rendersTemplates: false, stopsAtErrors: false)
      return ActionPerformer.templates(in: try hydration.apply(to: parameters))
    } catch {
      throw ActionFailure("Unable to create flow run from deployment: \(error)")
    }
  }

  private static func templates(in value: SchemaValue) -> [String] {
    switch value {
    case .placeholder(.template(let text)): [text]
    case .array(let elements): elements.flatMap { templates(in: $0) }
    case .object(let object): object.members.flatMap { templates(in: $0.value) }
    default: []
    }
  }
}
