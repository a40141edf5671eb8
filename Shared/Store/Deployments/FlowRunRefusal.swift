public import JSONSchema
public import Models
internal import Orchestration

/// Why a run of a deployment is not made (contract §7.9).
public enum FlowRunRefusal: Error, Sendable {
  case hydration(HydrationError)
  /// The schema is enforced and there is none.
  case noSchema
  case parameters(SchemaError)
  case jobVariables(SchemaError)
  /// A default of the pool's template refers to a block that is not there.
  case missingBlock
  /// The request names a queue, and the deployment has no pool.
  case queueWithoutPool(queue: String, deployment: String)

  /// As the answer to a request for one run, or to a change of one.
  ///
  /// - Parameter action: `creating` or `updating`.
  public func error(_ action: String = "creating") -> DomainError {
    switch self {
    case .hydration(let error): .badRequest("Error hydrating flow run parameters: \(error)")
    case .noSchema: .conflict(ParameterRules.noSchema)
    case .parameters(.circular): .unprocessable("Invalid schema: \(SchemaError.circular.text)")
    case .parameters(let error): .conflict("Error \(action) flow run: \(error.text)")
    case .jobVariables(.circular): .unprocessable("Invalid schema: \(SchemaError.circular.text)")
    case .jobVariables(.invalid(let message)): .unprocessable("Invalid schema: \(message)")
    case .jobVariables(let error): .unprocessable("Error \(action) flow run: \(error.text)")
    case .missingBlock: .notFound("Block not found.")
    case .queueWithoutPool(let queue, let deployment):
      .badRequest(
        "Cannot create flow run in work queue \(queue) because deployment \(deployment) is not associated with a work "
          + "pool. Please remove work_pool_name and try again.")
    }
  }

  /// As it is told beside the runs that were made.
  public var text: String {
    switch self {
    case .hydration(let error): "\(error)"
    case .noSchema: "Parameter schema enforcement is enabled but deployment has no valid schema."
    case .parameters(.circular): "Invalid schema: circular references detected."
    case .parameters(let error): "Parameter validation failed: \(error.text)"
    case .jobVariables(.invalid(let message)): "Invalid schema: \(message)"
    case .jobVariables(let error): "Error creating flow run: \(error.text)"
    case .missingBlock: "Block not found."
    case .queueWithoutPool(let queue, _):
      "Cannot create flow run in work queue \(queue) because deployment is not associated with a work pool."
    }
  }
}
