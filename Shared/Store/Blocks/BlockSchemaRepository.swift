public import JSON
public import Models
public import Postgres
public import Values

/// Block schemas in the database.
public struct BlockSchemaRepository: Sendable {
  let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// A schema to be kept: its own fields and the schemas it refers to.
  public struct New: Sendable {
    public var checksum: String
    public var fields: BlockObject
    public var blockTypeID: UUID
    public var capabilities: [String]
    public var version: String
    public var references: [(field: String, schema: UUID)]

    public init(
      checksum: String, fields: BlockObject, blockTypeID: UUID, capabilities: [String], version: String,
      references: [(field: String, schema: UUID)]
    ) {
      self.checksum = checksum
      self.fields = fields
      self.blockTypeID = blockTypeID
      self.capabilities = capabilities
      self.version = version
      self.references = references
    }
  }

  /// Keeps a schema unless there is one with its checksum and version; answers the id and whether it is new.
  public func insert(_ new: New) async throws -> (id: UUID, isNew: Bool) {
    for _ in 0..<OptimisticWrite.maximumTries {
      let rows = try await database.run(
        BlockSchemaStatement.insert,
        [
          .uuid(.random()), .timestamp(clock.now()), .jsonb(RawJSON(writing: new.fields.write).bytes),
          .text(new.checksum),
          .uuid(new.blockTypeID), .jsonb(new.capabilities.json), .text(new.version),
          .uuids(new.references.map { _ in UUID.random() }), .texts(new.references.map(\.field)),
          .uuids(new.references.map(\.schema)),
        ])
      if let row = rows.first {
        var reader = row.reader()
        return (try reader.uuid(), try reader.bool())
      }
    }
    throw DatabaseError.conflictRetry("block schema was made by others and went away again and again")
  }

  /// - Throws: `notFound`.
  public func read(id: UUID) async throws -> BlockSchema {
    guard let schema = try await read(ids: [id])[id] else { throw BlockSchemaRepository.notFound }
    return schema
  }

  /// Those of the schemas that exist.
  public func read(ids: [UUID]) async throws -> [UUID: BlockSchema] {
    let rows = try await database.run(BlockSchemaStatement.readByIDs, [.uuids(ids)])
    return Dictionary(try assemble(rows).map { ($0.id, $0) }) { first, _ in first }
  }

  /// The newest schema of a checksum.
  ///
  /// - Parameter version: Nil for any.
  /// - Throws: `notFound`.
  public func read(checksum: String, version: String?) async throws -> BlockSchema {
    let rows = try await database.run(BlockSchemaStatement.readByChecksum, [.text(checksum), .text(version)])
    guard let schema = try assemble(rows).first else { throw BlockSchemaRepository.notFound }
    return schema
  }

  /// The newest schemas of some checksums, by checksum and type.
  public func find(checksums: [String]) async throws -> [BlockSchemaKey: UUID] {
    var found: [BlockSchemaKey: UUID] = [:]
    for row in try await database.run(BlockSchemaStatement.findByChecksums, [.texts(checksums)]) {
      var reader = row.reader()
      let key = BlockSchemaKey(checksum: try reader.text(), blockTypeSlug: try reader.text())
      found[key] = try reader.uuid()
    }
    return found
  }

  /// - Throws: `notFound`; `forbidden` for a schema of one of the system's types.
  public func delete(id: UUID) async throws {
    guard try await !read(id: id).type.isProtected else {
      throw DomainError.forbidden("Block schemas for protected block types cannot be deleted.")
    }
    _ = try await database.run(BlockSchemaStatement.delete, [.uuid(id)])
  }

  /// Every capability that some schema has, in no order.
  public func capabilities() async throws -> [String] {
    try await database.run(BlockSchemaStatement.capabilities, on: .bulk).map { row in
      var reader = row.reader()
      return try reader.text()
    }
  }

  /// Checksum and version of all schemas.
  public func known() async throws -> Set<BlockSchemaVersion> {
    var known: Set<BlockSchemaVersion> = []
    for row in try await database.run(BlockSchemaStatement.known, on: .bulk) {
      var reader = row.reader()
      known.insert(BlockSchemaVersion(checksum: try reader.text(), version: try reader.text()))
    }
    return known
  }

  /// The schemas that were asked for, in their order.
  func assemble(_ rows: Rows) throws(DatabaseError) -> [BlockSchema] {
    var stored: [StoredBlockSchema] = []
    for row in rows { stored.append(try StoredBlockSchema(row: row)) }
    let assembly = BlockSchemaAssembly(stored)
    return stored.filter { $0.position != nil }.sorted { $0.position ?? 0 < $1.position ?? 0 }
      .compactMap { assembly.schema($0.schema.id) }
  }

  static let notFound = DomainError.notFound("Block schema not found")
}

/// What a nested block's schema is found by.
public struct BlockSchemaKey: Sendable, Hashable {
  public var checksum: String
  public var blockTypeSlug: String

  public init(checksum: String, blockTypeSlug: String) {
    self.checksum = checksum
    self.blockTypeSlug = blockTypeSlug
  }
}

/// What no two schemas share.
public struct BlockSchemaVersion: Sendable, Hashable {
  public var checksum: String
  public var version: String

  public init(checksum: String, version: String) {
    self.checksum = checksum
    self.version = version
  }
}
