internal import JSON
internal import Models

/// A block type that the server knows from the start, with its schema.
struct KnownBlockType: Sendable {
  var type: BlockTypeCreate
  var isProtected: Bool
  var fields: BlockSchemaFields
  var checksum: String
  var capabilities: [String]
  var version: String
}

extension KnownBlockType: ObjectReadable {
  static var unknownKeys: UnknownKeys { .ignored }

  init(reader: inout ObjectReader) {
    type = BlockTypeCreate(reader: &reader)
    isProtected = reader.value("is_protected", .bool, default: false)
    let schema = reader.required("block_schema", .model(KnownBlockSchema.self))
    fields = schema.fields
    checksum = schema.checksum
    capabilities = schema.capabilities
    version = schema.version
  }

  private struct KnownBlockSchema: ObjectReadable {
    static var unknownKeys: UnknownKeys { .ignored }
    var fields: BlockSchemaFields
    var checksum: String
    var capabilities: [String]
    var version: String

    init(reader: inout ObjectReader) {
      fields = BlockSchemaFields(BlockObject(reader.required("fields", .object)) ?? BlockObject())
      checksum = reader.required("checksum", .string)
      capabilities = reader.value("capabilities", .list(.string), default: [])
      version = reader.value("version", .string, default: BlockSchema.noVersion)
    }
  }
}

extension KnownBlockType {
  /// The types of the system itself: `{"block_types":[…]}`, as the server carries them.
  static func system() throws -> [KnownBlockType] {
    try Body.model(PackageResources.SystemBlockTypes_json, contentType: nil, unknownKeys: .ignored) {
      $0.required("block_types", .list(.model(KnownBlockType.self)))
    }
  }

  /// The types of the collections: `{"collections":{name:{"block_types":{slug:{…}}}}}`, in the order of the names.
  static func collections(_ bytes: [UInt8]) throws -> [KnownBlockType] {
    let collections = try Body.model(bytes, contentType: nil, unknownKeys: .ignored) {
      $0.required("collections", .map(.model(Collection.self)))
    }
    return collections.sorted { $0.key < $1.key }.flatMap { $0.value.types.sorted { $0.key < $1.key }.map(\.value) }
  }

  private struct Collection: ObjectReadable {
    static var unknownKeys: UnknownKeys { .ignored }
    var types: [String: KnownBlockType]

    init(reader: inout ObjectReader) {
      types = reader.value("block_types", .map(.model(KnownBlockType.self)), default: [:])
    }
  }
}
