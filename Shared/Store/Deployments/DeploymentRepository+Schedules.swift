public import Models
internal import Postgres
public import Values

extension DeploymentRepository {
  /// The schedules of a deployment, the one changed last first.
  ///
  /// - Throws: `notFound`.
  public func schedules(of id: UUID) async throws -> [DeploymentSchedule] {
    guard try await !database.run(DeploymentStatement.read, [.uuid(id)]).isEmpty else {
      throw DomainError.notFound("Deployment not found.")
    }
    return try await database.run(ScheduleStatement.ofDeployments, [.uuids([id])]).map { row in
      var reader = row.reader()
      return try reader.deploymentSchedule()
    }
  }

  /// Adds schedules to a deployment.
  ///
  /// - Throws: `notFound`; `conflict` for a slug that is taken.
  public func add(_ schedules: [DeploymentScheduleCreate], to id: UUID) async throws -> [DeploymentSchedule] {
    do {
      return try await database.transaction { transaction in
        _ = try await transaction.lockDeployment(id)
        try await transaction.wakeSchedulers()
        return try await transaction.insert(schedules, into: id, at: clock.now())
      }
    } catch DatabaseError.constraint(kind: .unique, _, _) {
      throw DomainError.conflict("Schedule slugs must be unique within a deployment.")
    }
  }

  /// Changes a schedule and deletes the runs that schedules of the deployment made for later.
  ///
  /// - Throws: `notFound` for the deployment or the schedule.
  public func update(
    schedule: UUID, of id: UUID, _ update: DeploymentScheduleUpdate
  ) async throws {
    try await database.transaction { transaction in
      let now = clock.now()
      _ = try await transaction.lockDeployment(id)
      guard try await transaction.update(schedule, of: id, update, at: now) else {
        throw DomainError.notFound("Schedule not found.")
      }
      _ = try await transaction.run(
        DeploymentStatement.deleteScheduledRuns, [.uuid(id), .bool(true), .timestamp(now)])
      try await transaction.wakeSchedulers()
    }
  }

  /// Deletes a schedule and all that waits to run by a schedule of the deployment.
  ///
  /// - Throws: `notFound` for the deployment or the schedule.
  public func delete(schedule: UUID, of id: UUID) async throws {
    try await database.transaction { transaction in
      _ = try await transaction.lockDeployment(id)
      guard try await !transaction.run(ScheduleStatement.delete, [.uuid(schedule), .uuid(id)]).isEmpty else {
        throw DomainError.notFound("Schedule not found.")
      }
      _ = try await transaction.run(
        DeploymentStatement.deleteScheduledRuns, [.uuid(id), .bool(true), .timestamp(nil)])
    }
  }
}
