internal import JSON
public import Models
public import Postgres
public import Values

/// Workers in the database, as their heartbeats tell of them.
public struct WorkerRepository: Sendable {
  let database: Database
  let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// Records that a worker of a pool lives, which makes the pool ready.
  ///
  /// - Throws: `notFound` without the pool.
  public func record(_ heartbeat: WorkerHeartbeat, pool name: String) async throws {
    let pool = try await pool(name)
    do {
      let rows = try await database.run(
        WorkerStatement.heartbeat, heartbeat.values(in: pool, at: clock.now()), on: .key(pool.id))
      if rows.isEmpty { throw WorkPoolRepository.notFound(name) }
    } catch DatabaseError.constraint(kind: .foreignKey, _, _) {
      throw WorkPoolRepository.notFound(name)
    }
  }

  /// The workers of a pool that the filter lets through, the one heard of last first, a page of them.
  ///
  /// - Throws: `notFound` without the pool.
  public func list(_ filter: WorkerFilter?, pool name: String, page: Page) async throws -> [Worker] {
    let ofPool = Condition.test("w.work_pool_id = (SELECT p.id FROM work_pool p WHERE p.name = $)", [.text(name)])
    let query = QueryText.list(
      WorkerStatement.columns, from: "worker w", where: .all([ofPool, filter?.condition ?? .always]),
      order: "w.last_heartbeat_time DESC, w.id", isOfFew: true, page: page)
    // Both at once: mostly the pool is there.
    async let workers = database.run(query.statement, query.values, on: .bulk)
    _ = try await pool(name)
    return try await workers.map(Worker.init(row:))
  }

  /// Forgets a worker.
  ///
  /// - Throws: `notFound` without the pool or the worker.
  public func delete(_ worker: String, pool name: String) async throws {
    let pool = try await pool(name)
    let rows = try await database.run(WorkerStatement.delete, [.uuid(pool.id), .text(worker)], on: .key(pool.id))
    if rows.isEmpty { throw DomainError.notFound("Worker not found.") }
  }

  /// The pool as far as heartbeats need it.
  private func pool(_ name: String) async throws -> WorkPool {
    guard let row = try await database.run(WorkerStatement.pool, [.text(name)]).first else {
      throw WorkPoolRepository.notFound(name)
    }
    var reader = row.reader()
    return try reader.poolForStatus()
  }
}

extension WorkerHeartbeat {
  /// The values of `WorkerStatement.heartbeat`.
  func values(in pool: WorkPool, at now: Timestamp) -> [SQLValue] {
    // Whether the pool still is not ready, the statement finds out; the event is written only then.
    let event = pool.statusEvent(.ready, id: .timeOrdered(at: now), at: now)
    return [
      .uuid(pool.id), .text(name), .int4(intervalSeconds.map { Int32(clamping: $0) }), .timestamp(now), .uuid(event.id),
    ] + EventWrite.values(for: pool.status == .notReady ? [event] : [], received: now)
  }
}

extension Worker {
  /// Reads `WorkerStatement.columns`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    self.init(
      id: try reader.uuid(), created: try reader.timestamp(), updated: try reader.timestamp(), name: try reader.text(),
      workPoolID: try reader.uuid(), lastHeartbeatTime: try reader.timestamp(),
      heartbeatIntervalSeconds: try reader.optionalInt(),
      status: try reader.text() == WorkerStatus.online.rawValue ? .online : .offline)
  }
}

extension WorkerFilter {
  /// On a worker `w`.
  var condition: Condition {
    .combine(
      [lastHeartbeatTime?.condition(on: "w.last_heartbeat_time"), status?.condition].compactMap { $0 },
      anyOf: `operator` == .or)
  }
}

extension WorkerFilter.Status {
  fileprivate var condition: Condition {
    var conditions: [Condition] = []
    if let any {
      conditions.append(.test("w.status = ANY($::text[]::worker_status[])", [.texts(any.map(\.rawValue))]))
    }
    if let notAny, !notAny.isEmpty {
      conditions.append(.test("w.status <> ALL($::text[]::worker_status[])", [.texts(notAny.map(\.rawValue))]))
    }
    return .combine(conditions, anyOf: false)
  }
}
