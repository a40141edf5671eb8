internal import JSON
internal import Models
public import Postgres
public import Values

/// Which deployments need runs, and the runs that their schedules make (contract §4.1, §4.2).
public struct SchedulingRepository: Sendable {
  /// The channel on which changes of deployments and their schedules are told.
  public static let channel = SchedulingStatement.channel

  let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// The time by the database's clock, which all schedulers share: one whose own clock is behind would make runs for dates
  /// before a schedule was there.
  public func now() async throws -> Timestamp {
    guard let row = try await database.run(SchedulingStatement.now, [], on: .bulk).first else { return clock.now() }
    var reader = row.reader()
    return try reader.timestamp()
  }

  /// A page of the deployments, by id, of which a schedule has fewer runs ahead than it should have, or none that is far
  /// enough.
  public func waiting(
    after last: UUID?, minimumRuns: Int, minimumTime: Duration, limit: Int
  ) async throws -> [UUID] {
    try await ids(
      SchedulingStatement.waiting,
      [
        .uuid(last), .timestamp(clock.now()), .int8(Int64(minimumRuns)), .interval(minimumTime), .int8(Int64(limit)),
      ])
  }

  /// A page of the deployments, by id, that changed since a moment.
  public func recent(after last: UUID?, since moment: Timestamp, limit: Int) async throws -> [UUID] {
    try await ids(SchedulingStatement.recent, [.uuid(last), .timestamp(moment), .int8(Int64(limit))])
  }

  private func ids(_ statement: Statement, _ values: [SQLValue]) async throws -> [UUID] {
    try await database.run(statement, values, on: .bulk).map { row in
      var reader = row.reader()
      return try reader.uuid()
    }
  }

  /// The active schedules of some deployments.
  public func activeSchedules(of deployments: [UUID]) async throws -> [ActiveSchedule] {
    try await database.run(SchedulingStatement.activeSchedules, [.uuids(deployments)], on: .bulk)
      .map(ActiveSchedule.init(row:))
  }

  /// Stores runs that are not there yet, all with one statement.
  ///
  /// - Returns: How many were new.
  public func insert(_ runs: [ScheduledRun]) async throws -> Int {
    guard !runs.isEmpty else { return 0 }
    let now = clock.now()
    var plan: [ActiveSchedule] = []
    var numbers: [UUID: Int64] = [:]
    for run in runs where numbers[run.schedule.id] == nil {
      plan.append(run.schedule)
      numbers[run.schedule.id] = Int64(plan.count)
    }
    return try await database.run(
      SchedulingStatement.insert,
      [
        .timestamp(now), .uuids(plan.map(\.id)), .timestamps(plan.map(\.updated)),
        .timestamps(plan.map(\.deploymentUpdated)), .jsonbs(plan.map(\.parameters.bytes)),
        .jsonbs(plan.map(\.tags.json)), .jsonbs(plan.map(\.labels.bytes)), .jsonbs(plan.map(\.createdBy.json)),
        .int8s(runs.map { numbers[$0.schedule.id] ?? 0 }), .uuids(runs.map { _ in .timeOrdered(at: now) }),
        .texts(runs.map { _ in RunName.random() }), .uuids(runs.map { _ in .timeOrdered(at: now) }),
        .timestamps(runs.map(\.date.moment)), .texts(runs.map(\.idempotencyKey)),
        .jsonbs(runs.map(\.stateDetails.json)), .jsonb(FlowRunPolicy().json),
      ], on: .bulk
    ).count
  }
}
