internal import JSON
internal import JSONSchema
internal import Models
internal import Orchestration
internal import Postgres

/// What a deployment has to satisfy before it is made or changed (contract §7.9).
extension DeploymentRepository {
  /// Holds the job variables of a new deployment to the template of its pool.
  func checkJobVariables(of changes: DeploymentChanges) async throws {
    guard let pool = changes.workPoolName.value, !pool.isEmpty, pool != "default-agent-pool" else { return }
    let template = try await template(of: pool)
    guard let variables = changes.jobVariables.value, variables.bytes != RawJSON.emptyObject.bytes else { return }
    guard let values = try await blocks.values(in: template) else { throw DomainError.notFound("Block not found.") }
    do throws(SchemaError) {
      try JobVariableRules.check([variables], template, blocks: values, requiresAll: false)
    } catch {
      if case .refused = error { throw DomainError.unprocessable("Error creating deployment: \(error.text)") }
      throw DomainError.unprocessable(error == .circular ? "Invalid schema: \(error.text)" : error.text)
    }
  }

  /// The changes of an update with its parameters made from what they say.
  func checked(_ changes: DeploymentChanges, of old: Deployment) async throws -> DeploymentChanges {
    if let pool = changes.workPoolName.value, !pool.isEmpty {
      let template = try await template(of: pool)
      do throws(SchemaError) {
        if let variables = changes.jobVariables.value { try JobVariableRules.checkUpdate(variables, template) }
      } catch {
        throw DomainError.conflict(
          "Error creating deployment: <ValidationError: \(PythonRepresentation.of(error.text))>")
      }
    }
    var changes = changes
    if let parameters = changes.parameters.value {
      do {
        changes.parameters = .value(try await VariableRepository(database: database).hydrate(parameters))
      } catch let error as HydrationError {
        throw DomainError.badRequest("Error hydrating deployment parameters: \(error)")
      }
    }
    try checkParameters(changes, of: old)
    return changes
  }

  /// Enforcement that is on holds the stored parameters too, whatever is changed.
  private func checkParameters(_ changes: DeploymentChanges, of old: Deployment) throws {
    guard changes.enforcesParameterSchema.value ?? old.enforcesParameterSchema else { return }
    guard let schema = changes.parameterSchema.value ?? old.parameterSchema, !schema.isNull else {
      throw DomainError.conflict(ParameterRules.noSchema)
    }
    do throws(SchemaError) {
      try ParameterRules.check(changes.parameters.value ?? old.parameters, schema, requiresAll: false)
    } catch {
      if error == .circular { throw DomainError.unprocessable("Invalid schema: \(error.text)") }
      throw DomainError.conflict("Error updating deployment: \(error.text)")
    }
  }

  /// - Throws: `notFound`.
  private func template(of pool: String) async throws -> RawJSON {
    guard let row = try await database.run(DeploymentStatement.template, [.text(pool)], on: .read).first else {
      throw WorkPoolRepository.notFound(pool)
    }
    var reader = row.reader()
    return try reader.rawJSON()
  }
}
