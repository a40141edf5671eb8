internal import Models
internal import Postgres
internal import Values

extension Transaction {
  /// Deletes a deployment with its runs that have not begun and the limit that it has for itself, cancels those that wait for a
  /// slot or another attempt, and tells of it.
  ///
  /// - Returns: Whether it was there.
  func delete(deployment id: UUID, clock: WallClock) async throws -> Bool {
    guard let row = try await run(DeploymentStatement.lock, [.uuid(id)]).first else { return false }
    var reader = row.reader()
    let deployment = try reader.deployment()
    let subject = try await deploymentSubject(id)
    _ = try await run(DeploymentStatement.deleteScheduledRuns, [.uuid(id), .bool(false), .timestamp(nil)])
    try await cancelWaitingRuns(of: id, clock: clock)
    _ = try await run(DeploymentStatement.delete, [.uuid(id)])
    if let limit = deployment.concurrencyLimitID {
      _ = try await run(DeploymentStatement.deleteOwnLimit, [.uuid(limit), .text("deployment:\(id)")])
    }
    let now = clock.now()
    try await emit([subject.event("deleted", at: now)], at: now)
    return true
  }
}
