internal import JSON
internal import JSONSchema
public import Models
internal import Orchestration
public import Postgres
public import Values

/// Work pools in the database. Each change and its events are one statement.
public struct WorkPoolRepository: Sendable {
  let database: Database
  let clock: WallClock
  private let blocks: BlockValueReader

  public init(database: Database, clock: WallClock = .system, blocks: BlockValueReader = .unavailable) {
    self.database = database
    self.clock = clock
    self.blocks = blocks
  }

  /// Makes a pool with its default queue.
  ///
  /// - Throws: `forbidden` for a reserved name; `unprocessable` for a template whose defaults break its own schema;
  ///   `notFound` for a block that they refer to; `conflict` when the name is taken.
  public func create(_ new: WorkPoolCreate) async throws -> WorkPool {
    try WorkPoolRepository.checkReserved(new.name, "Work pools starting with 'Prefect' are reserved for internal use.")
    try await checkDefaults(in: new.baseJobTemplate)
    let now = clock.now()
    let pool = WorkPool(new, at: now)
    let values = pool.insertValues(at: now, tellsStatus: pool.type != WorkPool.agentType)
    guard try await !database.run(WorkPoolStatement.insert, values, on: .key(pool.id)).isEmpty else {
      throw DomainError.conflict("A work pool with this name already exists.")
    }
    return pool
  }

  func checkDefaults(in template: RawJSON) async throws {
    guard let values = try await blocks.values(in: template) else { throw DomainError.notFound("Block not found.") }
    do throws(SchemaError) {
      try JobVariableRules.checkDefaults(in: template, blocks: values)
    } catch {
      guard case .refused(let text) = error else {
        throw DomainError.unprocessable(error == .circular ? "Invalid schema: \(error.text)" : error.text)
      }
      throw DomainError.unprocessable("Validation failed for work pool's job variable defaults: \(text)")
    }
  }

  /// - Throws: `notFound`.
  public func read(_ name: String) async throws -> WorkPool {
    guard let row = try await database.run(WorkPoolStatement.read, [.text(name)]).first else {
      throw WorkPoolRepository.notFound(name)
    }
    var reader = row.reader()
    return try reader.workPool()
  }

  /// Changes what the update names and keeps the rest; the status follows a change of `is_paused`.
  ///
  /// - Throws: `notFound`; `forbidden` for a reserved pool; `integrity` for null where the column takes none.
  public func update(_ name: String, _ update: WorkPoolUpdate) async throws {
    if !update.isAllowedForReserved {
      try WorkPoolRepository.checkReserved(
        name,
        "Work pools starting with 'Prefect' are reserved for internal use and can only be updated to set concurrency "
          + "limits or pause.")
    }
    try await OptimisticWrite.change(
      { try await readForChange(name) }, updated: \.pool.updated, clock: clock
    ) { found, now in
      try await database.run(
        WorkPoolStatement.update, found.updateValues(update, at: now), on: .key(found.pool.id))
    }
  }

  /// Deletes a pool with its queues and workers.
  ///
  /// - Throws: `notFound`; `forbidden` for a reserved pool.
  public func delete(_ name: String) async throws {
    try WorkPoolRepository.checkReserved(
      name, "Work pools starting with 'Prefect' are reserved for internal use and can not be deleted.")
    try await OptimisticWrite.change({ try await read(name) }, updated: \.updated, clock: clock) { pool, now in
      var events: [EmittedEvent] = []
      for row in try await database.run(WorkPoolStatement.queues, [.uuid(pool.id)]) {
        var reader = row.reader()
        events.append(
          WorkQueueSubject(id: try reader.uuid(), name: try reader.text(), pool: pool.involved())
            .event("deleted", at: now + .microseconds(Int64(events.count))))
      }
      events.append(pool.event("deleted", at: now + .microseconds(Int64(events.count))))
      return try await database.run(
        WorkPoolStatement.delete,
        [.uuid(pool.id), .timestamp(pool.updated)] + EventWrite.values(for: events, received: now), on: .key(pool.id))
    }
  }

  static func isReserved(_ name: String) -> Bool { name.lowercased().hasPrefix("prefect") }

  static func notFound(_ name: String) -> DomainError { .notFound("Work pool \"\(name)\" not found.") }

  private static func checkReserved(_ name: String, _ sentence: String) throws(DomainError) {
    if isReserved(name) { throw .forbidden(sentence) }
  }

  private func readForChange(_ name: String) async throws -> WorkPoolForChange {
    guard let row = try await database.run(WorkPoolStatement.readForChange, [.text(name)]).first else {
      throw WorkPoolRepository.notFound(name)
    }
    var reader = row.reader()
    return WorkPoolForChange(pool: try reader.workPool(), hasWorkers: try reader.bool())
  }
}

extension WorkPool {
  /// A new pool.
  init(_ new: WorkPoolCreate, at now: Timestamp) {
    self.init(
      id: .random(), created: now, updated: now, name: new.name, description: new.description, type: new.type,
      baseJobTemplate: new.baseJobTemplate, isPaused: new.isPaused, concurrencyLimit: new.concurrencyLimit,
      status: new.isPaused && new.type != WorkPool.agentType ? .paused : .notReady, defaultQueueID: .random(),
      storage: new.storage, activeSlots: new.concurrencyLimit == nil ? nil : 0)
  }
}

/// A pool and what the rules of its status look at.
struct WorkPoolForChange: Sendable {
  var pool: WorkPool
  /// Whether a worker of it is online.
  var hasWorkers: Bool

  /// The values of `WorkPoolStatement.update`.
  func updateValues(_ update: WorkPoolUpdate, at now: Timestamp) throws(DomainError) -> [SQLValue] {
    let (changed, events) = try apply(update, at: now)
    return [
      .uuid(changed.id), .timestamp(pool.updated), .timestamp(now), .text(changed.description),
      .jsonb(changed.baseJobTemplate.bytes), .bool(changed.isPaused),
      .int4(changed.concurrencyLimit.map { Int32(clamping: $0) }), .text(changed.status.rawValue),
      .jsonb(changed.storage.json), .uuid(changed.lastStatusEventID), .timestamp(changed.lastTransitionedStatusAt),
      .bool(update.concernsWorkers),
    ] + EventWrite.values(for: events, received: now)
  }

  /// The pool as the update leaves it, and what is told of that.
  func apply(_ update: WorkPoolUpdate, at now: Timestamp) throws(DomainError) -> (WorkPool, [EmittedEvent]) {
    var changed = pool
    changed.updated = now
    switch update.description {
    case .absent: break
    case .null: changed.description = nil
    case .value(let text): changed.description = text
    }
    if case .value(let template) = update.baseJobTemplate { changed.baseJobTemplate = template }
    switch update.concurrencyLimit {
    case .absent: break
    case .null: changed.concurrencyLimit = nil
    case .value(let limit): changed.concurrencyLimit = limit
    }
    switch update.storage {
    case .absent: break
    case .null: throw .integrity
    case .value(let storage): changed.storage = storage
    }
    if case .null = update.isPaused { throw .integrity }
    changed.isPaused = update.isPaused.value ?? pool.isPaused
    var events: [EmittedEvent] = []
    var changes = FieldChanges()
    changes.compare("description", pool.description, changed.description)
    changes.compare("base_job_template", pool.baseJobTemplate, changed.baseJobTemplate)
    changes.compare("concurrency_limit", pool.concurrencyLimit, changed.concurrencyLimit)
    changes.compare(
      "storage_configuration", RawJSON(validated: pool.storage.json), RawJSON(validated: changed.storage.json))
    if !changes.isEmpty { events.append(changed.updatedEvent(changes, at: now)) }
    if let isPaused = update.isPaused.value, pool.type != WorkPool.agentType {
      changed.status = isPaused ? .paused : hasWorkers ? .ready : .notReady
      let event = pool.statusEvent(changed.status, id: .timeOrdered(at: now), at: now + .microseconds(1))
      changed.lastStatusEventID = event.id
      changed.lastTransitionedStatusAt = event.occurred
      events.append(event)
    }
    return (changed, events)
  }
}
