public import JSON
public import Models
internal import Postgres
public import Values

/// What a worker that connects asks for.
public struct ConnectingWorker: Sendable {
  public let name: String
  /// The type of a pool that is created for it.
  public let type: String
  public let heartbeatIntervalSeconds: Int
  /// The queues that it serves; none for all.
  public let queueNames: [String]
  public let createsPool: Bool
  /// The template of a pool that has none.
  public let template: RawJSON

  public init(
    name: String, type: String, heartbeatIntervalSeconds: Int, queueNames: [String], createsPool: Bool,
    template: RawJSON
  ) {
    self.name = name
    self.type = type
    self.heartbeatIntervalSeconds = heartbeatIntervalSeconds
    self.queueNames = queueNames
    self.createsPool = createsPool
    self.template = template
  }

  var heartbeat: WorkerHeartbeat { WorkerHeartbeat(name: name, intervalSeconds: heartbeatIntervalSeconds) }
}

/// The pool of a worker that has connected.
public struct ConnectedPool: Sendable {
  public let pool: WorkPool
  public let queues: [(id: UUID, name: String)]
  /// How often the pool was changed so that connected workers are told at once.
  public let revision: Int
  /// Whether the worker's template was stored in a pool that had none.
  public let isTemplateStored: Bool
}

/// Why a worker can't connect.
public enum ConnectRefusal: Error, Sendable, Hashable {
  case poolNotFound
  case reservedName
  case queueNotFound
  /// The worker's template breaks its own schema.
  case templateDefaults
  /// The name of the pool, or the worker's template, is none that can be stored.
  case invalidPool
}

extension WorkerChannelRepository {
  /// Records that a worker is there, and makes what it needs: its pool, or the pool's template. All of it or nothing.
  ///
  /// - Throws: `ConnectRefusal`.
  public func connect(_ worker: ConnectingWorker, pool name: String) async throws -> ConnectedPool {
    if let known = try await database.run(WorkerChannelStatement.pool, [.text(name)]).first {
      var reader = known.reader()
      let pool = try reader.workPool()
      if !pool.takes(worker.template) {
        _ = try pick(worker, of: try await database.run(WorkPoolStatement.queues, [.uuid(pool.id)]))
        _ = try await database.run(
          WorkerStatement.heartbeat, worker.heartbeat.values(in: pool, at: clock.now()), on: .key(pool.id))
        return try connected(
          worker, try await database.run(WorkerChannelStatement.pool, [.text(name)]),
          try await database.run(WorkPoolStatement.queues, [.uuid(pool.id)]), isTemplateStored: false)
      }
    } else {
      guard worker.createsPool else { throw ConnectRefusal.poolNotFound }
      if WorkPoolRepository.isReserved(name) { throw ConnectRefusal.reservedName }
    }
    try await check(worker, pool: name)
    return try await database.transaction { transaction in
      try await connect(worker, pool: name, in: transaction)
    }
  }

  private func connect(
    _ worker: ConnectingWorker, pool name: String, in transaction: Transaction
  ) async throws -> ConnectedPool {
    var isTemplateStored = false
    if try await transaction.run(WorkPoolStatement.readForChange, [.text(name)]).isEmpty {
      guard worker.createsPool else { throw ConnectRefusal.poolNotFound }
      var new = WorkPoolCreate(name: name, type: worker.type)
      new.baseJobTemplate = worker.template
      let now = clock.now()
      // One that another worker makes meanwhile is as good.
      _ = try await transaction.run(
        WorkPoolStatement.insert,
        WorkPool(new, at: now).insertValues(at: now, tellsStatus: worker.type != WorkPool.agentType))
    }
    guard let row = try await transaction.run(WorkPoolStatement.readForChange, [.text(name)]).first else {
      throw ConnectRefusal.poolNotFound
    }
    var reader = row.reader()
    let found = WorkPoolForChange(pool: try reader.workPool(), hasWorkers: try reader.bool())
    if found.pool.takes(worker.template) {
      let now = max(clock.now(), found.pool.updated + .microseconds(1))
      let values = try found.updateValues(WorkPoolUpdate(baseJobTemplate: worker.template), at: now)
      isTemplateStored = try await !transaction.run(WorkPoolStatement.update, values).isEmpty
    }
    let queues = try await transaction.run(WorkPoolStatement.queues, [.uuid(found.pool.id)])
    _ = try pick(worker, of: queues)
    _ = try await transaction.run(
      WorkerStatement.heartbeat, worker.heartbeat.values(in: found.pool, at: clock.now()))
    return try connected(
      worker, try await transaction.run(WorkerChannelStatement.pool, [.text(name)]), queues,
      isTemplateStored: isTemplateStored)
  }

  /// Holds the pool that would be made, or the template that would be stored, to the rules for them.
  private func check(_ worker: ConnectingWorker, pool name: String) async throws {
    do {
      try await pools.checkDefaults(in: worker.template)
    } catch DomainError.unprocessable, DomainError.notFound {
      throw ConnectRefusal.templateDefaults
    }
    let body = RawJSON { writer in
      writer.beginObject()
      writer.key("name")
      writer.string(name)
      writer.key("base_job_template")
      writer.raw(worker.template)
      writer.endObject()
    }
    guard WorkPoolCreate(stored: body) != nil else { throw ConnectRefusal.invalidPool }
  }

  private func connected(
    _ worker: ConnectingWorker, _ pool: Rows, _ queues: Rows, isTemplateStored: Bool
  ) throws -> ConnectedPool {
    // Deleted meanwhile.
    guard var reader = pool.first?.reader() else { throw ConnectRefusal.poolNotFound }
    return ConnectedPool(
      pool: try reader.workPool(), queues: try pick(worker, of: queues), revision: try reader.int(),
      isTemplateStored: isTemplateStored)
  }

  /// The queues that a worker serves, in the order in which it names them; all if it names none.
  private func pick(_ worker: ConnectingWorker, of rows: Rows) throws -> [(id: UUID, name: String)] {
    let queues = try rows.map { row throws(DatabaseError) in
      var reader = row.reader()
      return (id: try reader.uuid(), name: try reader.text())
    }
    if worker.queueNames.isEmpty { return queues }
    let ids = Dictionary(queues.map { ($0.name, $0.id) }) { first, _ in first }
    var seen: Set<String> = []
    return try worker.queueNames.filter { seen.insert($0).inserted }.map { name in
      guard let id = ids[name] else { throw ConnectRefusal.queueNotFound }
      return (id, name)
    }
  }
}

extension WorkPool {
  /// Whether a worker's template is stored in it: it has none, and the worker has one.
  fileprivate func takes(_ template: RawJSON) -> Bool {
    baseJobTemplate.compact == .emptyObject && template.compact != .emptyObject
  }
}
