internal import JSON
public import Models
public import Postgres
public import Values

/// The first version of concurrency limits, by tag (contract §7.11): made and changed as global limits named `tag:<tag>`, with
/// the task runs that hold their slots by leases. What older servers stored is read, used and deleted beside them.
public struct TagConcurrencyLimitRepository: Sendable {
  static let missing = DomainError.notFound("Concurrency limit not found")

  let database: Database
  let limits: ConcurrencyLimitRepository
  let terms: SlotTerms
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system, terms: SlotTerms = SlotTerms()) {
    self.database = database
    self.clock = clock
    self.terms = terms
    limits = ConcurrencyLimitRepository(database: database, clock: clock)
  }

  /// Makes the limit of a tag, or changes the one that is there.
  ///
  /// - Returns: The limit, and whether it was made now.
  public func upsert(_ new: TagConcurrencyLimitCreate) async throws -> (limit: TagConcurrencyLimit, isNew: Bool) {
    let name = "tag:\(new.tag)"
    for _ in 0..<OptimisticWrite.maximumTries {
      do {
        let made = try await limits.create(ConcurrencyLimitCreate(name: name, limit: new.limit))
        let limit = TagConcurrencyLimit(
          id: made.id, created: made.created, updated: made.updated, tag: new.tag, limit: made.limit)
        return (limit, true)
      } catch DomainError.integrity {
        do {
          try await limits.update(.name(name), ConcurrencyLimitUpdate(limit: .value(new.limit)))
          return (try await read(tag: new.tag), false)
        } catch DomainError.notFound { continue }
      }
    }
    throw DatabaseError.conflictRetry("a concurrency limit was made and deleted again and again")
  }

  /// - Throws: `notFound`.
  public func read(_ id: UUID) async throws -> TagConcurrencyLimit {
    try await only(database.run(TagConcurrencyLimitStatement.readByID, [.uuid(id)], on: .read))
  }

  /// - Throws: `notFound`.
  public func read(tag: String) async throws -> TagConcurrencyLimit {
    try await only(database.run(TagConcurrencyLimitStatement.readByTag, [.text(tag)], on: .read))
  }

  private func only(_ rows: Rows) throws -> TagConcurrencyLimit {
    guard let row = rows.first else { throw TagConcurrencyLimitRepository.missing }
    return try TagConcurrencyLimit(row: row)
  }

  /// A page of all tags' limits, by tag; those that older servers stored come last.
  public func list(page: Page) async throws -> [TagConcurrencyLimit] {
    try await database.run(
      TagConcurrencyLimitStatement.list, [.int8(Int64(page.limit)), .int8(Int64(page.offset))], on: .bulk
    ).map(TagConcurrencyLimit.init(row:))
  }

  /// Deletes a limit, whatever its name is.
  ///
  /// - Throws: `notFound`.
  public func delete(_ id: UUID) async throws {
    guard try await !deleteGlobal(.id(id)) else { return }
    try await deleteLegacy { try await read(id) }
  }

  /// - Throws: `notFound`.
  public func delete(tag: String) async throws {
    guard try await !deleteGlobal(.name("tag:\(tag)")) else { return }
    try await deleteLegacy { try await read(tag: tag) }
  }

  /// - Returns: False when it is not there.
  private func deleteGlobal(_ key: ConcurrencyLimitKey) async throws -> Bool {
    do {
      let id = try await limits.read(key).id
      try await limits.delete(.id(id))
      _ = try await database.run(TagConcurrencyLimitStatement.dropLeases, [.uuid(id)])
      return true
    } catch DomainError.notFound { return false }
  }

  private func deleteLegacy(_ read: () async throws -> TagConcurrencyLimit) async throws {
    for _ in 0..<OptimisticWrite.maximumTries {
      let limit = try await read()
      let now = clock.now()
      let rows = try await database.run(
        TagConcurrencyLimitStatement.deleteLegacy,
        [.uuid(limit.id), .text(limit.tag), .int4(Int32(clamping: limit.limit))]
          + EventWrite.values(for: [limit.deletion(at: now)], received: now))
      if !rows.isEmpty { return }
    }
    throw DatabaseError.conflictRetry("a concurrency limit was changed by others again and again")
  }

  /// Takes all slots of a tag from those who hold them, and gives one to each of the given task runs, however many there are.
  ///
  /// - Throws: `notFound`.
  public func reset(tag: String, to taskRuns: [UUID]) async throws {
    let isReset = try await database.transaction { transaction in
      guard let row = try await transaction.run(TagConcurrencyLimitStatement.lock, [.text("tag:\(tag)")]).first
      else { return false }
      var reader = row.reader()
      _ = try await transaction.run(
        TagConcurrencyLimitStatement.reset,
        [.uuid(try reader.uuid()), .uuids(taskRuns), .interval(SlotTerms.endless)])
      return true
    }
    guard !isReset else { return }
    let rows = try await database.run(TagConcurrencyLimitStatement.resetLegacy, [.text(tag), .uuids(taskRuns)])
    guard !rows.isEmpty else { throw TagConcurrencyLimitRepository.missing }
  }
}

extension TagConcurrencyLimit {
  /// Reads a row of `TagConcurrencyLimitStatement`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    self.init(
      id: try reader.uuid(), created: try reader.timestamp(), updated: try reader.timestamp(), tag: try reader.text(),
      limit: try reader.int())
    // What is no identifier can only come from another program, and is no run.
    holders = try reader.texts().compactMap { UUID(lenient: $0) }
  }

  /// The event about a limit of the older kind (contract §6.2).
  fileprivate func deletion(at moment: Timestamp) -> EmittedEvent {
    EmittedEvent(
      id: .timeOrdered(at: moment), occurred: moment, event: "prefect.concurrency-limit.deleted",
      resource: .init(kind: "prefect.concurrency-limit", id: id, role: "", name: tag),
      payload: RawJSON { writer in
        writer.beginObject()
        writer.key("tag")
        writer.string(tag)
        writer.key("concurrency_limit")
        writer.integer(limit)
        writer.endObject()
      })
  }
}
