public import Models
public import Postgres
public import Values

/// Who asks for runs that are due, and what asking for them changes (contract §4.13).
public struct PollingRepository: Sendable {
  let database: Database
  let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// The scheduled runs of some deployments, the first due first.
  public func scheduledRuns(
    of deployments: [UUID], before: Timestamp?, limit: Int
  ) async throws -> [FlowRun] {
    let now = clock.now()
    return try await database.run(
      PollingStatement.runsOfDeployments,
      [.uuids(deployments), .timestamp(before), .int8(Int64(limit))], on: .bulk
    ).map { row in
      var reader = row.reader()
      return try reader.flowRun(at: now)
    }
  }

  /// Whether some of the queues, of their deployments or of the deployments is not ready or was never polled.
  public func isUnmarked(queues: [UUID], deployments: [UUID]) async throws -> Bool {
    guard
      let row = try await database.run(
        PollingStatement.isUnmarked, [.uuids(queues), .uuids(deployments)], on: .bulk
      ).first
    else { return false }
    var reader = row.reader()
    return try reader.bool()
  }

  /// Somebody polled queues, or deployments: they are ready, as are the deployments of the queues.
  public func mark(queues: [UUID], deployments: [UUID]) async throws {
    try await markPolled(queues: queues)
    try await markReady(deployments: deployments, queues: queues)
  }

  /// Deployments that somebody asked about, by themselves or by their queues, are ready.
  func markReady(deployments: [UUID] = [], queues: [UUID] = []) async throws {
    guard !deployments.isEmpty || !queues.isEmpty else { return }
    let now = clock.now()
    let events = try await database.run(
      PollingStatement.unreadyDeployments, [.uuids(deployments), .uuids(queues)], on: .bulk
    ).map { row in
      var reader = row.reader()
      let deployment = try DeploymentSubject(reader: &reader)
      return (deployment.id, deployment.event("ready", at: now))
    }
    _ = try await database.run(
      PollingStatement.markDeployments,
      [.uuids(deployments), .uuids(queues), .timestamp(now), .uuids(events.map(\.0)), .uuids(events.map(\.1.id))]
        + EventWrite.values(for: events.map(\.1), received: now), on: .bulk)
  }

  /// Queues that somebody polled are ready, unless they are paused.
  func markPolled(queues: [UUID]) async throws {
    guard !queues.isEmpty else { return }
    let now = clock.now()
    let events = try await database.run(PollingStatement.unreadyQueues, [.uuids(queues)], on: .bulk).map { row in
      var reader = row.reader()
      let queue = try reader.workQueueSubject()
      return (queue.id, queue.event("ready", at: now))
    }
    _ = try await database.run(
      PollingStatement.markQueues,
      [.uuids(queues), .timestamp(now), .uuids(events.map(\.0)), .uuids(events.map(\.1.id))]
        + EventWrite.values(for: events.map(\.1), received: now), on: .bulk)
  }

  /// The pool and those of its queues that are polled: all without names.
  ///
  /// - Throws: `notFound` for the pool or a queue.
  public func polled(pool name: String, queues names: [String]) async throws -> PolledPool {
    let rows = try await database.run(PollingStatement.queues, [.text(name)])
    guard let first = rows.first else { throw WorkPoolRepository.notFound(name) }
    var poolReader = first.reader()
    var pool = PolledPool(id: try poolReader.uuid(), hasLimit: try poolReader.bool(), queues: [])
    var queues: [(id: UUID, name: String)] = []
    for row in rows {
      var reader = row.reader()
      reader.skip()
      reader.skip()
      guard let id = try reader.optionalUUID() else { continue }
      queues.append((id, try reader.text()))
    }
    pool.isWhole = names.isEmpty
    pool.queues =
      names.isEmpty
      ? queues.map(\.id)
      : try names.map { wanted in
        guard let queue = queues.first(where: { $0.name == wanted }) else {
          throw WorkQueueRepository.notFound(wanted, pool: name)
        }
        return queue.id
      }
    return pool
  }

  /// The runs of a pool that a worker may take, those of the first queues first, within the limits of queues and pool.
  ///
  /// Nothing is claimed: of several who are offered a run, one gets it by making it PENDING.
  public func scheduledRuns(
    of pool: PolledPool, before: Timestamp?, after: Timestamp?, limit: Int
  ) async throws -> [WorkerRun] {
    guard limit > 0 else { return [] }
    let now = clock.now()
    return try await database.run(
      pool.hasLimit ? PollingStatement.runsOfLimitedPool : PollingStatement.runsOfPool,
      [
        .uuid(pool.id), .uuids(pool.isWhole ? [] : pool.queues), .bool(!pool.isWhole), .timestamp(before),
        .timestamp(after), .int8(Int64(limit)),
      ], on: .bulk
    ).map { row in
      var reader = row.reader()
      let queue = try reader.uuid()
      return WorkerRun(workPoolID: pool.id, workQueueID: queue, flowRun: try reader.flowRun(at: now))
    }
  }
}

/// A pool that a worker polls.
public struct PolledPool: Sendable, Hashable {
  public var id: UUID
  /// Whether the pool or one of its queues has a concurrency limit.
  public var hasLimit: Bool
  /// Whether all queues are polled.
  public var isWhole = true
  /// The queues that are polled.
  public var queues: [UUID]
}
