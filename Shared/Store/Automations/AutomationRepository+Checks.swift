internal import JSON
internal import JSONSchema
internal import Models
internal import Orchestration
internal import Postgres

extension AutomationRepository {
  /// Holds the job variables of actions that run a chosen deployment to the template of its pool (contract §6.4).
  ///
  /// - Parameter evenNone: Whether an empty object of variables is checked too.
  /// - Throws: `notFound`; `unprocessable` with all that is refused.
  func checkJobVariables(of actions: [AutomationAction], evenNone: Bool) async throws {
    var problems: [String] = []
    for case .runDeployment(let action) in actions {
      guard let id = action.target.id, let variables = action.jobVariables,
        evenNone || variables.compact.bytes != RawJSON.emptyObject.bytes
      else { continue }
      guard let row = try await database.run(DeploymentStatement.read, [.uuid(id)], on: .read).first else {
        throw DomainError.notFound("Deployment not found.")
      }
      var reader = row.reader()
      let deployment = try reader.deployment()
      guard let pool = deployment.workPoolName,
        [deployment.jobVariables, variables].contains(where: { $0.compact.bytes != RawJSON.emptyObject.bytes })
      else { continue }
      do {
        try await database.check([variables], againstTemplateOf: pool, blocks: blocks)
      } catch let refusal as FlowRunRefusal {
        guard case .jobVariables(.refused(let message)) = refusal else { throw refusal.error() }
        problems.append(message)
      }
    }
    guard problems.isEmpty else {
      throw DomainError.unprocessable("Error creating automation: \(problems.joined(separator: " "))")
    }
  }
}
