internal import JSON
internal import Models
internal import Store
internal import Values

/// Block documents as callers see them: decrypted, complete, and with their secrets hidden unless they are asked for.
struct DocumentVault: Sendable {
  let documents: BlockDocumentRepository
  let schemas: BlockSchemaRepository
  let types: BlockTypeRepository
  let keys: EncryptionKeyRepository
  let keyring: Keyring

  /// What a document is asked for by.
  enum Key: Sendable {
    case id(UUID)
    case name(typeSlug: String, name: String)
  }

  /// - Throws: `notFound`, `VaultError`.
  func read(_ key: Key, showingSecrets: Bool) async throws -> BlockDocument {
    let rows =
      switch key {
      case .id(let id): try await documents.read(id: id)
      case .name(let typeSlug, let name): try await documents.read(typeSlug: typeSlug, name: name)
      }
    guard let document = try await assemble(rows, showingSecrets: showingSecrets).first else {
      throw DomainError.notFound("Block document not found")
    }
    return document
  }

  /// The documents that the filters let through, a page of them.
  func list(
    _ filters: BlockDocumentFilters, sort: BlockDocumentSort, page: Page, showingSecrets: Bool
  ) async throws -> [BlockDocument] {
    try await assemble(documents.list(filters, sort: sort, page: page), showingSecrets: showingSecrets)
  }

  /// Saves a new document; the answer hides its secrets.
  ///
  /// - Throws: `notFound` for an unknown type, `integrity` for an unknown schema or nested document, `conflict` when the
  ///   name is taken, `badRequest` for a broken reference or a masked secret.
  func create(_ new: BlockDocumentCreate) async throws -> BlockDocument {
    var data = try BlockDocumentData(new.data)
    let type = try await types.read(id: new.typeID)
    guard let schema = try await schemas.read(ids: [new.schemaID])[new.schemaID] else { throw DomainError.integrity }
    data.own = try MaskedData(data.own, secrets: SecretPaths(schema.fields)).restored(from: nil)
    try await check(data.references, of: nil)
    let content = try await content(data, schema: schema)
    let id = try await documents.create(
      name: new.name ?? "anonymous-\(UUID.random())", type: type, isAnonymous: new.isAnonymous, content)
    return try await read(.id(id), showingSecrets: false)
  }

  /// Changes a document's data, and with it its schema to another of the same type.
  ///
  /// - Throws: `notFound`; `integrity` for an unknown schema; `badRequest` for one of another type, a broken
  ///   reference, one that leads back to the document, or a masked secret that is not stored; `VaultError`, when the stored data can't be read and therefore is not written over.
  func update(_ id: UUID, _ update: BlockDocumentUpdate) async throws {
    let cipher = DocumentCipher(fernet: try await keyring.fernet(keys))
    try await change(id) { document, rows in
      // Without data there is nothing to merge, and what the document holds stays.
      if update.data == nil, update.mergesExistingData { return true }
      let stored = try cipher.open(document.token)
      let schema = try await schema(of: document, after: update)
      let sent = try await restored(update.data ?? BlockObject(), rows, schema: schema)
      let data = try BlockDocumentData(update.mergesExistingData ? stored.merging(sent) : sent)
      try await check(data.references, of: id)
      return try await documents.update(document, content(data, schema: schema))
    }
  }

  /// - Throws: `notFound`, `VaultError`.
  func delete(_ id: UUID) async throws {
    try await change(id) { document, _ in
      guard let schema = try await schemas.read(ids: [document.schemaID])[document.schemaID] else { return false }
      let cipher = DocumentCipher(fernet: try await keyring.fernet(keys))
      let content = BlockDocumentRepository.Content(
        schema: schema, token: document.token, references: [],
        eventData: lastWords(of: document, schema: schema, cipher: cipher))
      return try await documents.delete(document, content)
    }
  }

  /// What the event of a deletion shows: nothing, if the data can't be read. Such a document can still be deleted.
  private func lastWords(of document: StoredBlockDocument, schema: BlockSchema, cipher: DocumentCipher) -> BlockObject {
    do {
      let data = try BlockDocumentData(cipher.open(document.token))
      return data.eventData(hiding: SecretPaths(schema.fields))
    } catch {
      return BlockObject()
    }
  }

  /// The schema that a document has after an update.
  private func schema(of document: StoredBlockDocument, after update: BlockDocumentUpdate) async throws -> BlockSchema {
    let found = try await schemas.read(ids: [document.schemaID] + (update.schemaID.map { [$0] } ?? []))
    if let wanted = update.schemaID {
      guard let schema = found[wanted] else { throw DomainError.integrity }
      guard schema.type.id == document.type.id else {
        throw DomainError.badRequest("Must migrate block document to a block schema of the same block type.")
      }
      return schema
    }
    guard let schema = found[document.schemaID] else { throw DomainError.notFound("Block document not found") }
    return schema
  }

  /// Data for a document, with the stored secrets in the places of masks.
  ///
  /// - Parameter rows: The document and all it holds.
  private func restored(
    _ data: BlockObject, _ rows: [StoredBlockDocument], schema: BlockSchema
  ) async throws -> BlockObject {
    let masked = MaskedData(data, secrets: SecretPaths(schema.fields))
    guard masked.holdsMask,
      let shown = try await assemble(rows, showingSecrets: false).first,
      let full = try await assemble(rows, showingSecrets: true).first
    else { return data }
    return try masked.restored(from: MaskedData.Stored(masked: shown, full: full))
  }

  /// Refuses references by which a document would hold itself, or too much.
  ///
  /// - Parameter id: The document that is to hold others; nil for a new one.
  private func check(_ references: [BlockDocumentData.Reference], of id: UUID?) async throws {
    let held = references.map(\.document)
    let holdings = try await documents.holdings(of: held)
    if let id, let first = held.first(where: { holdings.leads(from: $0, to: id) }) {
      throw DomainError.badRequest(
        "Cannot create block document reference: it would introduce a cycle into the block_document_reference graph "
          + "(parent=\(id), reference=\(first)).")
    }
    guard holdings.isBounded(holding: held) else {
      throw DomainError.badRequest(
        "Cannot create block document reference: a block document holds at most "
          + "\(BlockDocumentHoldings.maximumCount) others, \(BlockDocumentHoldings.maximumDepth) within each other.")
    }
  }

  private func content(
    _ data: BlockDocumentData, schema: BlockSchema
  ) async throws -> BlockDocumentRepository.Content {
    let cipher = DocumentCipher(fernet: try await keyring.fernet(keys))
    return .init(
      schema: schema, token: try cipher.seal(data.own), references: data.references,
      eventData: data.eventData(hiding: SecretPaths(schema.fields)))
  }

  private func assemble(_ rows: [StoredBlockDocument], showingSecrets: Bool) async throws -> [BlockDocument] {
    guard !rows.isEmpty else { return [] }
    let cipher = DocumentCipher(fernet: try await keyring.fernet(keys))
    let found = try await schemas.read(ids: Array(Set(rows.map(\.schemaID))))
    let assembly = DocumentAssembly(rows, schemas: found, cipher: cipher)
    var result: [BlockDocument] = []
    for row in rows.filter({ $0.position != nil }).sorted(by: { $0.position ?? 0 < $1.position ?? 0 }) {
      result.append(try assembly.document(row, showingSecrets: showingSecrets))
    }
    return result
  }

  /// Reads, then writes guarded by what was read; whoever loses a race reads again.
  ///
  /// - Parameter write: Gets the document's row, and those of all it holds with it.
  private func change(
    _ id: UUID, _ write: (StoredBlockDocument, [StoredBlockDocument]) async throws -> Bool
  ) async throws {
    for _ in 0..<DocumentVault.maximumTries {
      let rows = try await documents.read(id: id)
      guard let document = rows.first(where: { $0.id == id }) else {
        throw DomainError.notFound("Block document not found")
      }
      if try await write(document, rows) { return }
    }
    throw DomainError.unavailable
  }

  /// How often a lost race is run again before the client is told to come back.
  private static let maximumTries = 16
}
