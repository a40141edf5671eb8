internal import Postgres
public import Values

extension DeploymentRepository {
  /// How many deployments each of some flows has.
  public func counts(of flows: [UUID]) async throws -> [Int] {
    try await database.run(DashboardStatement.deploymentCounts, [.uuids(flows)], on: .bulk).counts(of: flows)
  }
}
