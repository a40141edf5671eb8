internal import Models
internal import Store
internal import Values

/// Registers the block types that the server knows, with their schemas. Doing it again, or on several replicas at once,
/// changes nothing; no events are made (contract §6.3).
struct BlockRegistrar: Sendable {
  let types: BlockTypeRepository
  let register: SchemaRegister
  let schemas: BlockSchemaRepository

  /// Registers those that can't be deleted.
  func registerProtectedTypes() async throws {
    try await registerAll(KnownBlockType.system().filter(\.isProtected))
  }

  /// - Returns: How many types and schemas were written.
  @discardableResult
  func registerAll(_ known: [KnownBlockType]) async throws -> Int {
    var registered: [String: BlockType] = [:]
    for type in try await types.read(slugs: known.map(\.type.slug)) { registered[type.slug] = type }
    var written = 0
    for item in known where !item.matches(registered[item.type.slug]) {
      try await types.register(item.type, isProtected: item.isProtected)
      written += 1
    }
    let versions = try await schemas.known()
    let missing = known.filter { !versions.contains(BlockSchemaVersion(checksum: $0.checksum, version: $0.version)) }
    guard !missing.isEmpty else { return written }
    var ids: [String: UUID] = [:]
    for type in try await types.read(slugs: missing.map(\.type.slug)) { ids[type.slug] = type.id }
    for item in missing {
      guard let id = ids[item.type.slug] else { continue }
      _ = try await register.insert(
        BlockSchemaCreate(
          fields: item.fields, blockTypeID: id, capabilities: item.capabilities, version: item.version),
        checksum: item.checksum)
      written += 1
    }
    return written
  }
}

extension KnownBlockType {
  /// Whether a type is registered as it is known.
  fileprivate func matches(_ registered: BlockType?) -> Bool {
    guard let registered else { return false }
    return registered.name == type.name && registered.logoURL == type.logoURL
      && registered.documentationURL == type.documentationURL && registered.description == type.description
      && registered.codeExample == type.codeExample && registered.isProtected == isProtected
  }
}
