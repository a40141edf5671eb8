internal import JSON
internal import JSONSchema
internal import Models
internal import Orchestration
internal import Postgres
internal import Values

/// What a run of a deployment has to satisfy before it is made or changed.
extension FlowRunRepository {
  /// The parameters of a run: the deployment's under the request's, made from what they say and held to the schema.
  func admittedParameters(of deployment: Deployment, _ request: DeploymentFlowRunCreate) async throws -> RawJSON {
    let parameters: RawJSON
    do {
      parameters = try await VariableRepository(database: database).hydrate(
        deployment.parameters.overlaid(by: request.parameters))
    } catch let error as HydrationError {
      throw FlowRunRefusal.hydration(error)
    }
    guard request.enforcesParameterSchema ?? deployment.enforcesParameterSchema else { return parameters }
    guard let schema = deployment.parameterSchema, !schema.isNull else { throw FlowRunRefusal.noSchema }
    do throws(SchemaError) {
      try ParameterRules.check(parameters, schema, requiresAll: true)
    } catch {
      throw FlowRunRefusal.parameters(error)
    }
    return parameters
  }

  /// Holds job variables over the deployment's to the template of its pool, if it has one.
  func admit(jobVariables: RawJSON?, of deployment: Deployment) async throws {
    guard let pool = deployment.workPoolName else { return }
    try await database.check(
      [deployment.jobVariables, jobVariables ?? .emptyObject], againstTemplateOf: pool, blocks: blocks)
  }
}

extension Database {
  /// Holds the job variables of a run, each object over the ones before it, to the template of a pool if that is there.
  ///
  /// - Throws: `FlowRunRefusal`.
  func check(_ jobVariables: [RawJSON], againstTemplateOf pool: String, blocks: BlockValueReader) async throws {
    guard let row = try await run(DeploymentStatement.template, [.text(pool)], on: .read).first else { return }
    var reader = row.reader()
    let template = try reader.rawJSON()
    guard let values = try await blocks.values(in: template) else { throw FlowRunRefusal.missingBlock }
    do throws(SchemaError) {
      try JobVariableRules.check(jobVariables, template, blocks: values, requiresAll: true)
    } catch {
      throw FlowRunRefusal.jobVariables(error)
    }
  }
}
