internal import JSON
public import Models
public import Postgres
public import Values

/// Deployments in the database. A change, what follows from it for schedules and runs, and its event are one transaction
/// that holds the deployment's row.
public struct DeploymentRepository: Sendable {
  let database: Database
  let clock: WallClock
  let blocks: BlockValueReader

  public init(database: Database, clock: WallClock = .system, blocks: BlockValueReader = .unavailable) {
    self.database = database
    self.clock = clock
    self.blocks = blocks
  }

  /// - Throws: `notFound`.
  public func read(_ id: UUID) async throws -> Deployment {
    try await found(database.run(DeploymentStatement.read, [.uuid(id)]), "Deployment not found")
  }

  /// - Throws: `notFound`.
  public func read(name: String, flow: String) async throws -> Deployment {
    try await found(
      database.run(DeploymentStatement.readByName, [.text(flow), .text(name)]), "Deployment not found")
  }

  private func found(_ rows: Rows, _ sentence: String) async throws -> Deployment {
    guard let row = rows.first else { throw DomainError.notFound(sentence) }
    var reader = row.reader()
    return try await withSchedules([reader.deployment()])[0]
  }

  /// The deployments with their schedules: one statement for all.
  func withSchedules(_ deployments: [Deployment]) async throws -> [Deployment] {
    guard !deployments.isEmpty else { return [] }
    var schedules: [UUID: [DeploymentSchedule]] = [:]
    for row in try await database.run(ScheduleStatement.ofDeployments, [.uuids(deployments.map(\.id))]) {
      var reader = row.reader()
      let schedule = try reader.deploymentSchedule()
      schedules[schedule.deploymentID, default: []].append(schedule)
    }
    return deployments.map { deployment in
      var deployment = deployment
      deployment.schedules = schedules[deployment.id] ?? []
      return deployment
    }
  }

  /// Makes a deployment, or brings the one of that flow and name up to date: what was not sent stays, but the schedules
  /// are replaced and the runs that they made for later are deleted.
  ///
  /// - Throws: `notFound` for the pool, the limit or a block of the pool's template; `unprocessable` for job variables that break the pool's template;
  ///   `conflict` for a block; `integrity` for the flow.
  public func upsert(_ new: DeploymentCreate) async throws -> (deployment: Deployment, isNew: Bool) {
    for _ in 0..<OptimisticWrite.maximumTries {
      do {
        try await checkJobVariables(of: new.changes)
        let (id, isNew) = try await database.transaction { transaction in
          try await transaction.wakeSchedulers()
          return try await transaction.upsert(new, at: clock.now())
        }
        return (try await read(id), isNew)
      } catch DatabaseError.constraint(kind: .unique, let name, _) where name == "uq_deployment__flow_id_name" {
        // Somebody else made it meanwhile: it is found the next time round.
        continue
      }
    }
    throw DatabaseError.conflictRetry("deployment of one name was made and deleted again and again")
  }

  /// Changes what the update names and keeps the rest; runs that schedules made for later are deleted.
  ///
  /// - Throws: `notFound` for the deployment, the pool or the limit; `unprocessable` for schedules that can't be told
  ///   apart; `badRequest` for parameters that can't be made, `conflict` for those that break the schema and for job
  ///   variables that break the pool's template; `integrity` for null where the column takes none.
  public func update(_ id: UUID, _ update: DeploymentUpdate) async throws {
    try await database.transaction { transaction in
      let now = clock.now()
      let old = try await transaction.lockDeployment(id)
      let schedules = try ScheduleChanges(update.schedules, existing: try await transaction.schedules(of: id))
      var changed = old
      let changes = try await checked(update.changes, of: old)
      try await transaction.apply(changes, to: &changed, detachesPool: true)
      changed.updated = max(now, old.updated + .microseconds(1))
      try await transaction.applyLimit(update.changes, to: &changed, at: now)
      _ = try await transaction.run(DeploymentStatement.update, changed.updateValues)
      _ = try await transaction.run(
        DeploymentStatement.deleteScheduledRuns, [.uuid(id), .bool(true), .timestamp(now)])
      try await transaction.apply(schedules, to: id, at: now)
      try await transaction.tell(of: changed, since: old, at: now)
      try await transaction.wakeSchedulers()
    }
  }

  /// Deletes a deployment and its runs that have not begun; those that wait for a slot or another attempt are cancelled.
  ///
  /// - Throws: `notFound`.
  public func delete(_ id: UUID) async throws {
    let isDeleted = try await database.transaction { try await $0.delete(deployment: id, clock: clock) }
    if !isDeleted { throw DomainError.notFound("Deployment not found") }
  }

  /// Stops or resumes scheduling; a pause also deletes what waits to run by a schedule.
  ///
  /// - Throws: `notFound`.
  public func setPaused(_ id: UUID, _ isPaused: Bool) async throws {
    try await database.transaction { transaction in
      let old = try await transaction.lockDeployment(id, "Deployment not found")
      // Nothing is written, and `updated` stays, where nothing changes.
      if old.isPaused != isPaused {
        let updated = max(clock.now(), old.updated + .microseconds(1))
        _ = try await transaction.run(
          DeploymentStatement.setPaused, [.uuid(id), .bool(isPaused), .timestamp(updated)])
        try await transaction.wakeSchedulers()
      }
      if isPaused {
        _ = try await transaction.run(
          DeploymentStatement.deleteScheduledRuns, [.uuid(id), .bool(true), .timestamp(nil)])
      }
    }
  }
}
