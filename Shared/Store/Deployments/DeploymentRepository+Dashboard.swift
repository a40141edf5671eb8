internal import Postgres
public import Values

extension DeploymentRepository {
  /// How many deployments each of some flows has; a flow without any is left out.
  public func counts(of flows: [UUID]) async throws -> [UUID: Int] {
    try await database.run(DashboardStatement.deploymentCounts, [.uuids(flows)], on: .bulk).countsByID()
  }
}
