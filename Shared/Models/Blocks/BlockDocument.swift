public import JSON
public import Values

/// A saved block, complete with the blocks it holds.
public struct BlockDocument: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  /// With the data of nested blocks in their places.
  public var data: BlockObject
  /// Null in the answer if it was deleted while it was being read.
  public var schema: BlockSchema?
  public var schemaID: UUID
  public var type: BlockType
  public var typeName: String?
  public var references: [Reference]
  public var isAnonymous: Bool

  /// A field that holds another document.
  public struct Reference: Sendable, Hashable {
    public var field: String
    public var document: BlockDocument

    public init(field: String, document: BlockDocument) {
      self.field = field
      self.document = document
    }
  }

  public init(
    id: UUID, created: Timestamp, updated: Timestamp, name: String, data: BlockObject, schema: BlockSchema?,
    schemaID: UUID, type: BlockType, typeName: String?, references: [Reference], isAnonymous: Bool
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.name = name
    self.data = data
    self.schema = schema
    self.schemaID = schemaID
    self.type = type
    self.typeName = typeName
    self.references = references
    self.isAnonymous = isAnonymous
  }
}

extension BlockDocument: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writer.key("name")
    writer.string(name)
    writer.key("data")
    data.write(to: &writer)
    writer.key("block_schema_id")
    writer.uuid(schemaID)
    writer.key("block_schema")
    writer.value(schema)
    writer.key("block_type_id")
    writer.uuid(type.id)
    writer.key("block_type_name")
    writer.string(typeName)
    writer.key("block_type")
    type.write(to: &writer)
    writeReferences(to: &writer)
    writer.key("is_anonymous")
    writer.bool(isAnonymous)
    writer.endObject()
  }

  private func writeReferences(to writer: inout JSONWriter) {
    writer.key("block_document_references")
    writer.beginObject()
    for reference in references {
      writer.key(reference.field)
      writer.beginObject()
      writer.key("block_document")
      reference.document.writeAsReference(to: &writer)
      writer.endObject()
    }
    writer.endObject()
  }

  private func writeAsReference(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("name")
    writer.string(name)
    writer.key("block_type")
    type.write(to: &writer)
    writer.key("is_anonymous")
    writer.bool(isAnonymous)
    writeReferences(to: &writer)
    writer.endObject()
  }
}
