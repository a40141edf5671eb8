internal import JSON
internal import Orchestration
internal import Postgres
internal import Values

extension Database {
  /// Whether every block is there that the defaults of a base job template refer to.
  func hasBlocks(of template: RawJSON) async throws -> Bool {
    for id in JobVariableRules.blocks(in: template) {
      guard let id = UUID(id), try await !run(DeploymentStatement.blockExists, [.uuid(id)], on: .read).isEmpty else {
        return false
      }
    }
    return true
  }
}
