internal import JSON
internal import Models
internal import Store
internal import Values

/// Puts documents together from their rows: decrypts their data, puts that of nested blocks in its places and hides what is
/// secret.
struct DocumentAssembly {
  let rows: [UUID: StoredBlockDocument]
  let schemas: [UUID: BlockSchema]
  private let secrets: [UUID: SecretPaths]
  let cipher: DocumentCipher

  init(_ rows: [StoredBlockDocument], schemas: [UUID: BlockSchema], cipher: DocumentCipher) {
    self.rows = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
    self.schemas = schemas
    secrets = schemas.mapValues { SecretPaths($0.fields) }
    self.cipher = cipher
  }

  /// A document with everything it holds.
  ///
  /// - Throws: `VaultError`.
  func document(_ row: StoredBlockDocument, showingSecrets: Bool) throws(VaultError) -> BlockDocument {
    var budget = BlockDocumentHoldings.maximumCount
    return try document(row, showingSecrets, outer: [], &budget)
  }

  /// - Parameters:
  ///   - outer: The documents that hold it; one that holds itself ends there.
  ///   - budget: How many documents may still be put in.
  private func document(
    _ row: StoredBlockDocument, _ showingSecrets: Bool, outer: Set<UUID>, _ budget: inout Int
  ) throws(VaultError) -> BlockDocument {
    let schema = schemas[row.schemaID]
    var data = try cipher.open(row.token)
    var references: [BlockDocument.Reference] = []
    let outer = outer.union([row.id])
    for reference in row.references where !outer.contains(reference.document) {
      guard let nested = rows[reference.document] else { continue }
      budget -= 1
      guard budget >= 0, outer.count <= BlockDocumentHoldings.maximumDepth else { throw .tooLarge }
      let document = try document(nested, showingSecrets, outer: outer, &budget)
      data[reference.field] = .object(document.data)
      references.append(.init(field: reference.field, document: document))
    }
    return BlockDocument(
      id: row.id, created: row.created, updated: row.updated, name: row.name,
      data: showingSecrets ? data : secrets[row.schemaID]?.hide(data) ?? data, schema: schema, schemaID: row.schemaID,
      type: row.type,
      typeName: row.typeName, references: references, isAnonymous: row.isAnonymous)
  }
}
