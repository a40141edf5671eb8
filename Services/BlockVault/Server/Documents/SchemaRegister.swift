internal import Crypto
internal import Models
internal import Store
internal import Values

/// Block schemas as clients register them: named by their checksum, with the nested blocks' schemas they bring along.
struct SchemaRegister: Sendable {
  let schemas: BlockSchemaRepository
  let types: BlockTypeRepository

  /// How deep blocks may hold blocks in one schema that is registered.
  private static let maximumDepth = 32

  /// Registers a schema unless it is there.
  ///
  /// - Throws: `notFound` for an unknown type; `conflict` for a reference to a type or a schema that is not there.
  func register(_ new: BlockSchemaCreate) async throws -> (id: UUID, isNew: Bool) {
    do {
      _ = try await types.read(id: new.blockTypeID)
    } catch DomainError.notFound {
      throw DomainError.notFound("Block type \(new.blockTypeID) not found.")
    }
    return try await insert(new, checksum: SchemaRegister.checksum(of: new.fields))
  }

  /// The same for a known type, under a checksum that is known as well.
  func insert(
    _ new: BlockSchemaCreate, checksum: String, depth: Int = 0
  ) async throws -> (id: UUID, isNew: Bool) {
    try await schemas.insert(
      .init(
        checksum: checksum, fields: new.fields.stored, blockTypeID: new.blockTypeID,
        capabilities: new.capabilities, version: new.version, references: resolve(new.fields, depth: depth)))
  }

  /// The ids of the schemas that one refers to. One that is not there is made of the definition that came along.
  private func resolve(_ fields: BlockSchemaFields, depth: Int) async throws -> [(field: String, schema: UUID)] {
    let references = fields.references
    guard !references.isEmpty else { return [] }
    guard depth < SchemaRegister.maximumDepth else {
      throw DomainError.badRequest("The block schema nests blocks too deeply.")
    }
    let slugs = Set(references.map(\.blockTypeSlug))
    var typeIDs: [String: UUID] = [:]
    for type in try await types.read(slugs: slugs.sorted()) { typeIDs[type.slug] = type.id }
    let known = try await schemas.find(checksums: Set(references.map(\.checksum)).sorted())
    var result: [(field: String, schema: UUID)] = []
    for reference in references {
      guard let typeID = typeIDs[reference.blockTypeSlug] else {
        throw DomainError.conflict(
          "Cannot create block schema because block type '\(reference.blockTypeSlug)' was not found."
            + "Did you forget to register the block type?")
      }
      let key = BlockSchemaKey(checksum: reference.checksum, blockTypeSlug: reference.blockTypeSlug)
      if let id = known[key] {
        result.append((reference.field, id))
      } else if let nested = fields.definition(ofBlockType: reference.blockTypeSlug) {
        let made = try await insert(
          BlockSchemaCreate(
            fields: nested, blockTypeID: typeID, capabilities: [], version: BlockSchema.noVersion),
          checksum: SchemaRegister.checksum(of: nested), depth: depth + 1)
        result.append((reference.field, made.id))
      } else {
        throw DomainError.conflict(
          "Cannot create block schema because block schema '\(reference.checksum)' was not found.")
      }
    }
    return result
  }

  /// The name of a schema that clients make of it as well.
  static func checksum(of fields: BlockSchemaFields) -> String {
    "sha256:" + SHA256.hex(fields.checksumText)
  }
}
