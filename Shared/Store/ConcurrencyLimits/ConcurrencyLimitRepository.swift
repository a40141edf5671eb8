internal import JSON
public import Models
public import Postgres
public import Values

/// Global concurrency limits in the database. Each change and its event are one statement.
public struct ConcurrencyLimitRepository: Sendable {
  let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// - Throws: `integrity` when the name is taken.
  public func create(_ new: ConcurrencyLimitCreate) async throws -> ConcurrencyLimit {
    let now = clock.now()
    let limit = ConcurrencyLimit(
      id: .random(), created: now, updated: now, active: new.active, name: new.name, limit: new.limit,
      activeSlots: new.activeSlots, deniedSlots: new.deniedSlots, slotDecayPerSecond: new.slotDecayPerSecond)
    let rows = try await database.run(
      ConcurrencyLimitStatement.insert,
      [
        .uuid(limit.id), .timestamp(now), .bool(limit.active), .text(limit.name), .int4(Int32(clamping: limit.limit)),
        .int4(Int32(clamping: limit.activeSlots)), .int4(Int32(clamping: limit.deniedSlots)),
        .float8(limit.slotDecayPerSecond), .float8(limit.averageSlotOccupancySeconds),
      ] + event("created", limit, at: now), on: .key(limit.id))
    guard !rows.isEmpty else { throw DomainError.integrity }
    return limit
  }

  /// - Throws: `notFound`.
  public func read(_ key: ConcurrencyLimitKey) async throws -> ConcurrencyLimit {
    let rows =
      switch key {
      case .id(let id): try await database.run(ConcurrencyLimitStatement.readByID, [.uuid(id)], on: .read)
      case .name(let name): try await database.run(ConcurrencyLimitStatement.readByName, [.text(name)], on: .read)
      }
    guard let row = rows.first else { throw DomainError.notFound("Concurrency Limit not found") }
    return try ConcurrencyLimit(row: row)
  }

  /// A page of all limits, by name.
  public func list(page: Page) async throws -> [ConcurrencyLimit] {
    try await database.run(
      ConcurrencyLimitStatement.list, [.int8(Int64(page.limit)), .int8(Int64(page.offset))], on: .bulk
    ).map(ConcurrencyLimit.init(row:))
  }

  /// Changes what the update names and keeps the rest.
  ///
  /// - Throws: `notFound`; `integrity` when the new name is taken, or for null.
  public func update(_ key: ConcurrencyLimitKey, _ update: ConcurrencyLimitUpdate) async throws {
    try await change(key) { limit, now in
      var changed = limit
      try ConcurrencyLimitRepository.set(&changed.active, update.active)
      try ConcurrencyLimitRepository.set(&changed.name, update.name)
      try ConcurrencyLimitRepository.set(&changed.limit, update.limit)
      try ConcurrencyLimitRepository.set(&changed.activeSlots, update.activeSlots)
      try ConcurrencyLimitRepository.set(&changed.deniedSlots, update.deniedSlots)
      try ConcurrencyLimitRepository.set(&changed.slotDecayPerSecond, update.slotDecayPerSecond)
      return try await database.run(
        ConcurrencyLimitStatement.update,
        limit.definition + [
          .bool(changed.active), .text(changed.name), .int4(Int32(clamping: changed.limit)),
          .float8(changed.slotDecayPerSecond), .int4(update.activeSlots.value.map { Int32(clamping: $0) }),
          .int4(update.deniedSlots.value.map { Int32(clamping: $0) }),
        ] + event("updated", changed, at: now), on: .any)
    }
  }

  /// - Throws: `notFound`.
  public func delete(_ key: ConcurrencyLimitKey) async throws {
    try await change(key) { limit, now in
      try await database.run(
        ConcurrencyLimitStatement.delete, limit.definition + event("deleted", limit, at: now),
        on: .any)
    }
  }

  /// Reads a limit and writes it; whoever loses a race reads again.
  private func change(
    _ key: ConcurrencyLimitKey, write: (ConcurrencyLimit, Timestamp) async throws -> Rows
  ) async throws {
    for _ in 0..<OptimisticWrite.maximumTries where try await !write(read(key), clock.now()).isEmpty { return }
    throw DatabaseError.conflictRetry("a concurrency limit was changed by others again and again")
  }

  private static func set<Value>(_ member: inout Value, _ field: Field<Value>) throws(DomainError) {
    switch field {
    case .absent: break
    case .null: throw .integrity
    case .value(let value): member = value
    }
  }

  private func event(_ verb: StaticString, _ limit: ConcurrencyLimit, at moment: Timestamp) -> [SQLValue] {
    let event = EmittedEvent(
      id: .timeOrdered(at: moment), occurred: moment, event: "prefect.concurrency-limit.\(verb)",
      resource: .init(kind: "prefect.concurrency-limit", id: limit.id, role: "", name: limit.name),
      payload: RawJSON { writer in
        writer.beginObject()
        writer.key("name")
        writer.string(limit.name)
        writer.key("limit")
        writer.integer(limit.limit)
        writer.key("active")
        writer.bool(limit.active)
        writer.key("slot_decay_per_second")
        writer.double(limit.slotDecayPerSecond)
        writer.endObject()
      })
    return EventWrite.values(for: [event], received: moment)
  }
}

/// By what a limit is asked for.
public enum ConcurrencyLimitKey: Sendable, Hashable {
  case id(UUID)
  case name(String)

  /// A text that is an identifier, in any of its spellings, is one; every other is a name.
  public init(_ text: String) {
    self = UUID(lenient: text).map(ConcurrencyLimitKey.id) ?? .name(text)
  }
}
