public import JSON
public import Values

/// A block schema complete with what its references lead to.
public struct BlockSchema: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var checksum: String
  public var fields: BlockSchemaFields
  public var type: BlockType
  public var capabilities: RawJSON
  public var version: String

  public init(
    id: UUID, created: Timestamp, updated: Timestamp, checksum: String, fields: BlockSchemaFields, type: BlockType,
    capabilities: RawJSON, version: String
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.checksum = checksum
    self.fields = fields
    self.type = type
    self.capabilities = capabilities
    self.version = version
  }

  /// The version of schemas that nobody gave one.
  public static let noVersion = "non-versioned"
}

extension BlockSchema: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writer.key("checksum")
    writer.string(checksum)
    writer.key("fields")
    fields.object.write(to: &writer)
    writer.key("block_type_id")
    writer.uuid(type.id)
    writer.key("block_type")
    type.write(to: &writer)
    writer.key("capabilities")
    writer.raw(capabilities)
    writer.key("version")
    writer.string(version)
    writer.endObject()
  }
}
