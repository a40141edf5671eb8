public import JSON
public import Models
public import Postgres
public import Values

/// Block documents in the database, their data encrypted. Each change and its event are one statement.
public struct BlockDocumentRepository: Sendable {
  let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// What is written of a document.
  public struct Content: Sendable {
    public var schema: BlockSchema
    /// The encrypted data.
    public var token: String
    public var references: [BlockDocumentData.Reference]
    /// What the event shows of the data.
    public var eventData: BlockObject

    public init(
      schema: BlockSchema, token: String, references: [BlockDocumentData.Reference], eventData: BlockObject
    ) {
      self.schema = schema
      self.token = token
      self.references = references
      self.eventData = eventData
    }
  }

  /// - Throws: `conflict` when the type has a document of that name; a constraint when a document it holds is not there.
  public func create(name: String, type: BlockType, isAnonymous: Bool, _ content: Content) async throws -> UUID {
    let id = UUID.random()
    let now = clock.now()
    let event = isAnonymous ? nil : BlockDocumentEvent(id: id, name: name, type: type, content: content)
    let rows = try await database.run(
      BlockDocumentStatement.insert,
      [
        .uuid(id), .timestamp(now), .text(name), .jsonb(content.tokenJSON), .uuid(content.schema.id), .uuid(type.id),
        .text(type.name), .bool(isAnonymous),
      ] + content.referenceValues + values(event, "created", at: now), on: .key(id))
    guard !rows.isEmpty else { throw DomainError.conflict("Block already exists") }
    return id
  }

  /// The document and all it holds.
  ///
  /// - Throws: `notFound`.
  public func read(id: UUID) async throws -> [StoredBlockDocument] {
    try await found(database.run(BlockDocumentStatement.readByIDs, [.uuids([id])]))
  }

  /// The document of a type and a name, and all it holds.
  ///
  /// - Throws: `notFound`.
  public func read(typeSlug: String, name: String) async throws -> [StoredBlockDocument] {
    try await found(database.run(BlockDocumentStatement.readByName, [.text(typeSlug), .text(name)]))
  }

  /// Writes over a document that is as it was read; false if it was changed since.
  public func update(_ document: StoredBlockDocument, _ content: Content) async throws -> Bool {
    // `updated` is what guards the row, so it has to move.
    let now = max(clock.now(), document.updated + .microseconds(1))
    let rows = try await database.run(
      BlockDocumentStatement.update,
      [
        .uuid(document.id), .timestamp(now), .timestamp(document.updated), .jsonb(content.tokenJSON),
        .uuid(content.schema.id),
      ] + content.referenceValues + values(event(document, content), "updated", at: now), on: .key(document.id))
    return !rows.isEmpty
  }

  /// Deletes a document that is as it was read; false if it was changed since.
  public func delete(_ document: StoredBlockDocument, _ content: Content) async throws -> Bool {
    let now = max(clock.now(), document.updated + .microseconds(1))
    let rows = try await database.run(
      BlockDocumentStatement.delete,
      [.uuid(document.id), .timestamp(document.updated)] + values(event(document, content), "deleted", at: now),
      on: .key(document.id))
    return !rows.isEmpty
  }

  /// What some documents hold, directly and further on.
  public func holdings(of documents: [UUID]) async throws -> BlockDocumentHoldings {
    var holdings = BlockDocumentHoldings()
    guard !documents.isEmpty else { return holdings }
    for row in try await database.run(BlockDocumentStatement.holdings, [.uuids(documents)]) {
      var reader = row.reader()
      holdings.add(try reader.uuid(), holds: try reader.uuid())
    }
    return holdings
  }

  /// The rows of documents and of what they hold.
  func stored(_ rows: Rows) throws(DatabaseError) -> [StoredBlockDocument] {
    var documents: [StoredBlockDocument] = []
    for row in rows { documents.append(try StoredBlockDocument(row: row)) }
    return documents
  }

  private func found(_ rows: Rows) throws -> [StoredBlockDocument] {
    let documents = try stored(rows)
    guard documents.contains(where: { $0.position != nil }) else {
      throw DomainError.notFound("Block document not found")
    }
    return documents
  }

  private func event(_ document: StoredBlockDocument, _ content: Content) -> BlockDocumentEvent? {
    document.isAnonymous
      ? nil : BlockDocumentEvent(id: document.id, name: document.name, type: document.type, content: content)
  }

  private func values(_ event: BlockDocumentEvent?, _ verb: StaticString, at moment: Timestamp) -> [SQLValue] {
    EventWrite.values(for: event.map { [$0.emitted(verb, at: moment)] } ?? [], received: moment)
  }
}

extension BlockDocumentRepository.Content {
  /// The column is jsonb that holds a string (contract §5).
  fileprivate var tokenJSON: [UInt8] { RawJSON { $0.string(token) }.bytes }

  fileprivate var referenceValues: [SQLValue] {
    [
      .uuids(references.map { _ in UUID.random() }), .texts(references.map(\.field)),
      .uuids(references.map(\.document)),
    ]
  }
}
