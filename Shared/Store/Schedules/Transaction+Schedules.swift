internal import JSON
internal import Models
internal import Postgres
internal import Values

/// Changes of a deployment's schedules inside a transaction that holds the deployment.
extension Transaction {
  func schedules(of deployment: UUID) async throws(DatabaseError) -> [DeploymentSchedule] {
    var schedules: [DeploymentSchedule] = []
    for row in try await run(ScheduleStatement.ofDeployments, [.uuids([deployment])]) {
      var reader = row.reader()
      schedules.append(try reader.deploymentSchedule())
    }
    return schedules
  }

  /// Each is made a microsecond after the one before it: lists sort by when schedules changed.
  func insert(
    _ new: [DeploymentScheduleCreate], into deployment: UUID, at now: Timestamp
  ) async throws(DatabaseError) -> [DeploymentSchedule] {
    guard !new.isEmpty else { return [] }
    let schedules = new.enumerated().map { index, schedule in
      let moment = now + .microseconds(Int64(index))
      return DeploymentSchedule(
        id: .random(), created: moment, updated: moment, deploymentID: deployment,
        schedule: RawJSON(validated: schedule.schedule.json), isActive: schedule.isActive,
        maximumScheduledRuns: schedule.maximumScheduledRuns, parameters: schedule.parameters, slug: schedule.slug)
    }
    _ = try await run(
      ScheduleStatement.insert,
      [
        .uuid(deployment), .timestamps(schedules.map(\.created)), .uuids(schedules.map(\.id)),
        .jsonbs(schedules.map(\.schedule.bytes)),
        .bools(schedules.map(\.isActive)),
        .optionalInt4s(schedules.map { $0.maximumScheduledRuns.map { Int32(clamping: $0) } }),
        .jsonbs(schedules.map(\.parameters.bytes)), .optionalTexts(schedules.map(\.slug)),
      ])
    return schedules
  }

  /// Has the schedulers look at once for what changed, when this is committed.
  func wakeSchedulers() async throws(DatabaseError) {
    _ = try await run(SchedulingStatement.wake)
  }

  /// - Returns: Whether the schedule was there.
  func update(
    _ schedule: UUID, of deployment: UUID, _ update: DeploymentScheduleUpdate, at now: Timestamp
  ) async throws(DatabaseError) -> Bool {
    try await !run(
      ScheduleStatement.update,
      [
        .uuid(schedule), .uuid(deployment), .timestamp(now), .jsonb(update.schedule?.json), .bool(update.isActive),
        .int4(update.maximumScheduledRuns.map { Int32(clamping: $0) }), .jsonb(update.parameters.bytes),
        .text(update.slug),
      ]
    ).isEmpty
  }

  /// Brings the schedules to what an update of their deployment says (contract §7.9).
  func apply(_ plan: ScheduleChanges, to deployment: UUID, at now: Timestamp) async throws(DatabaseError) {
    if plan.replacesAll { _ = try await run(ScheduleStatement.deleteAll, [.uuid(deployment)]) }
    if !plan.renamed.isEmpty {
      _ = try await run(ScheduleStatement.clearSlugs, [.uuid(deployment), .uuids(plan.renamed)])
    }
    for (index, (id, change)) in plan.updates.enumerated() {
      _ = try await update(id, of: deployment, change, at: now + .microseconds(Int64(index)))
    }
    _ = try await insert(
      plan.additions, into: deployment, at: now + .microseconds(Int64(plan.updates.count)))
  }
}
