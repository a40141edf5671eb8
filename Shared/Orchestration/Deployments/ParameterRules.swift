public import JSON
public import JSONSchema
public import Models

/// Parameters follow the schema of their deployment where that is enforced (contract §7.9).
public enum ParameterRules {
  /// The words for a deployment without a schema.
  public static let noSchema =
    "Error updating deployment: Cannot update parameters because parameter schema enforcement is enabled and the "
    + "deployment does not have a valid parameter schema."

  /// Holds parameters to a schema.
  ///
  /// - Parameter requiresAll: Whether the required ones have to be there.
  public static func check(_ parameters: RawJSON, _ schema: RawJSON, requiresAll: Bool) throws(SchemaError) {
    // The schema of a deployment that was made without one allows everything.
    guard schema.bytes != RawJSON.emptyObject.bytes else { return }
    guard let parameters = SchemaValue(parameters), let schema = SchemaValue(schema) else { throw .tooComplex }
    let prepared = schema.prepared()
    try SchemaValidator(requiresAll ? prepared : prepared.withoutRequired).check(parameters)
  }

  /// The same for a deployment that is made: its schema is taken as it is, and has to be one (contract §7.9).
  ///
  /// - Throws: `refused` with the words of the API.
  public static func checkNew(_ changes: DeploymentChanges) throws(SchemaError) {
    guard changes.enforcesParameterSchema.value == true, let text = changes.parameterSchema.value else { return }
    guard let schema = SchemaValue(text), let parameters = SchemaValue(changes.parameters.value ?? .emptyObject) else {
      throw .tooComplex
    }
    do throws(SchemaError) {
      try SchemaValidator(schema.withoutRequired).check(parameters)
      try SchemaValidator(schema).checkSchema()
    } catch {
      guard case .invalid(let message) = error else { throw error }
      throw .refused("The provided schema is not a valid json schema. Schema error: \(message)")
    }
  }
}
