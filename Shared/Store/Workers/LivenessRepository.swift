internal import Models
public import Postgres
public import Values

/// Finds out who is not there any more: workers, and with them pools, queues and deployments (contract §4.8).
///
/// Every method does one batch and says how many rows it changed, so a caller goes on until it is none. Any number of
/// replicas may run them at once; an event is written by the one that made the change.
public struct LivenessRepository: Sendable {
  let database: Database
  private let clock: WallClock
  /// How many rows one statement takes.
  public static let batchSize = 500

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// Takes workers offline that have been silent for more than so many of their heartbeat intervals.
  ///
  /// - Parameter fallback: The interval of those that name none.
  public func silenceWorkers(multiple: Int, fallback: Duration) async throws -> Int {
    try await database.run(
      LivenessStatement.silenceWorkers,
      [.float8(Double(multiple)), .interval(fallback), .int8(Int64(LivenessRepository.batchSize))], on: .bulk
    ).count
  }

  /// Pools without a worker online are not ready.
  public func desertPools() async throws -> Int {
    let now = clock.now()
    let events = try await database.run(
      LivenessStatement.deserted, [.int8(Int64(LivenessRepository.batchSize))], on: .bulk
    ).map { row in
      var reader = row.reader()
      let pool = try reader.poolForStatus()
      return (pool.id, pool.statusEvent(.notReady, id: .timeOrdered(at: now), at: now))
    }
    guard !events.isEmpty else { return 0 }
    return try await database.run(
      LivenessStatement.desertPools,
      [.uuids(events.map(\.0)), .uuids(events.map(\.1.id)), .timestamp(now)]
        + EventWrite.values(for: events.map(\.1), received: now), on: .bulk
    ).count
  }

  /// Queues that nobody has polled for so long are not ready.
  public func markQueues(unpolledFor limit: Duration) async throws -> Int {
    let now = clock.now()
    let events = try await database.run(
      LivenessStatement.unpolledQueues, [.interval(limit), .int8(Int64(LivenessRepository.batchSize))], on: .bulk
    ).map { row in
      var reader = row.reader()
      let queue = try reader.workQueueSubject()
      return (queue.id, queue.event("not-ready", at: now))
    }
    return try await mark(LivenessStatement.markQueues, events, unpolledFor: limit, at: now)
  }

  /// Deployments whose runs nobody has asked for so long, neither by themselves nor by their queue, are not ready.
  public func markDeployments(unpolledFor limit: Duration) async throws -> Int {
    let now = clock.now()
    let events = try await database.run(
      LivenessStatement.unpolledDeployments, [.interval(limit), .int8(Int64(LivenessRepository.batchSize))], on: .bulk
    ).map { row in
      var reader = row.reader()
      let deployment = try DeploymentSubject(reader: &reader)
      return (deployment.id, deployment.event("not-ready", at: now))
    }
    return try await mark(LivenessStatement.markDeployments, events, unpolledFor: limit, at: now)
  }

  private func mark(
    _ statement: Statement, _ events: [(UUID, EmittedEvent)], unpolledFor limit: Duration, at now: Timestamp
  ) async throws -> Int {
    guard !events.isEmpty else { return 0 }
    return try await database.run(
      statement,
      [.interval(limit), .uuids(events.map(\.0)), .uuids(events.map(\.1.id))]
        + EventWrite.values(for: events.map(\.1), received: now), on: .bulk
    ).count
  }
}

extension RowReader {
  /// Reads a pool as far as events about its status need it.
  mutating func poolForStatus() throws(DatabaseError) -> WorkPool {
    var pool = WorkPool(
      id: try uuid(), created: try timestamp(), updated: try timestamp(), name: try text(), type: try text(),
      status: try workPoolStatus())
    pool.lastStatusEventID = try optionalUUID()
    pool.lastTransitionedStatusAt = try optionalTimestamp()
    return pool
  }

  /// Reads id and name of a queue, and id, name and type of its pool.
  mutating func workQueueSubject() throws(DatabaseError) -> WorkQueueSubject {
    WorkQueueSubject(
      id: try uuid(), name: try text(),
      pool: WorkPool.involved(id: try uuid(), name: try text(), type: try text()))
  }
}
