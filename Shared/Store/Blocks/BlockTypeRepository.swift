internal import JSON
public import Models
public import Postgres
public import Values

/// Block types in the database. Each change and its event are one statement.
public struct BlockTypeRepository: Sendable {
  let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// - Throws: `conflict` when the slug is taken.
  public func create(_ new: BlockTypeCreate) async throws -> BlockType {
    let now = clock.now()
    let type = BlockType(
      id: .random(), created: now, updated: now, name: new.name, slug: new.slug, logoURL: new.logoURL,
      documentationURL: new.documentationURL, description: new.description, codeExample: new.codeExample)
    let rows = try await database.run(
      BlockTypeStatement.insert,
      [.uuid(type.id), .timestamp(now), .text(type.name), .text(type.slug)] + type.changeableValues
        + event("created", type, at: now), on: .key(type.id))
    guard let row = rows.first else {
      throw DomainError.conflict("Block type with name \"\(new.name)\" already exists")
    }
    return try BlockType(row: row)
  }

  /// - Throws: `notFound`.
  public func read(id: UUID) async throws -> BlockType {
    guard let row = try await database.run(BlockTypeStatement.readByID, [.uuid(id)]).first else {
      throw BlockTypeRepository.notFound
    }
    return try BlockType(row: row)
  }

  /// - Throws: `notFound`.
  public func read(slug: String) async throws -> BlockType {
    guard let row = try await database.run(BlockTypeStatement.readBySlug, [.text(slug)]).first else {
      throw BlockTypeRepository.notFound
    }
    return try BlockType(row: row)
  }

  /// Those of the types that exist, in no order.
  public func read(slugs: [String]) async throws -> [BlockType] {
    try await database.run(BlockTypeStatement.readBySlugs, [.texts(slugs)]).map { row in try BlockType(row: row) }
  }

  /// Changes what the update names; one that changes nothing writes nothing.
  ///
  /// - Throws: `notFound`.
  public func update(id: UUID, _ update: BlockTypeUpdate) async throws {
    try await change(id) { type, now in
      var changed = update.applied(to: type)
      guard changed != type else { return true }
      changed.updated = now
      return try await !database.run(
        BlockTypeStatement.update,
        [.uuid(id), .timestamp(type.updated), .timestamp(now)] + changed.changeableValues
          + event("updated", changed, at: now), on: .key(id)
      ).isEmpty
    }
  }

  /// - Throws: `notFound`; `forbidden` for a type of the system.
  public func delete(id: UUID) async throws {
    try await change(id) { type, now in
      guard !type.isProtected else { throw DomainError.forbidden("protected block types cannot be deleted.") }
      return try await !database.run(
        BlockTypeStatement.delete, [.uuid(id), .timestamp(type.updated)] + event("deleted", type, at: now),
        on: .key(id)
      ).isEmpty
    }
  }

  /// Registers a known type or brings it up to date.
  public func register(_ type: BlockTypeCreate, isProtected: Bool) async throws {
    let now = clock.now()
    _ = try await database.run(
      BlockTypeStatement.register,
      [
        .uuid(.random()), .timestamp(now), .text(type.name), .text(type.slug), .text(type.logoURL),
        .text(type.documentationURL), .text(type.description), .text(type.codeExample), .bool(isProtected),
      ])
  }

  /// Reads, then writes guarded by what was read; whoever loses a race reads again.
  private func change(_ id: UUID, _ write: (BlockType, Timestamp) async throws -> Bool) async throws {
    for _ in 0..<OptimisticWrite.maximumTries {
      let type = try await read(id: id)
      // `updated` is what guards the row, so it has to move.
      if try await write(type, max(clock.now(), type.updated + .microseconds(1))) { return }
    }
    throw DatabaseError.conflictRetry("block type was changed by others again and again")
  }

  private func event(_ verb: StaticString, _ type: BlockType, at moment: Timestamp) -> [SQLValue] {
    let event = EmittedEvent(
      id: .timeOrdered(at: moment), occurred: moment, event: "prefect.block-type.\(verb)",
      resource: .init(kind: "prefect.block-type", id: type.id, role: "", name: type.name), payload: type.eventPayload)
    return EventWrite.values(for: [event], received: moment)
  }

  static let notFound = DomainError.notFound("Block type not found")
}

extension BlockType {
  fileprivate var changeableValues: [SQLValue] {
    [.text(logoURL), .text(documentationURL), .text(description), .text(codeExample)]
  }
}
