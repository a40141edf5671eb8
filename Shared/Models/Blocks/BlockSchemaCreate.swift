internal import JSON
public import Values

/// What `POST /block_schemas/` takes.
public struct BlockSchemaCreate: Sendable, ObjectReadable {
  public var fields: BlockSchemaFields
  public var blockTypeID: UUID
  public var capabilities: [String]
  public var version: String

  public init(fields: BlockSchemaFields, blockTypeID: UUID, capabilities: [String], version: String) {
    self.fields = fields
    self.blockTypeID = blockTypeID
    self.capabilities = capabilities
    self.version = version
  }

  public init(reader: inout ObjectReader) {
    fields = BlockSchemaFields(reader.value("fields", .blockObject, default: BlockObject()))
    blockTypeID = reader.required("block_type_id", .uuid)
    capabilities = reader.value("capabilities", .list(.string), default: [])
    version = reader.value("version", .string, default: BlockSchema.noVersion)
  }
}

extension Reading where Value == BlockObject {
  /// Any object, taken apart.
  static let blockObject = Reading(schema: .anyObject, fallback: BlockObject()) { value, problems in
    guard value.kind == .object else {
      problems.add("dict_type", "Input should be a valid dictionary", input: value)
      return nil
    }
    return BlockObject(value)
  }
}
