public import Values

/// What `POST /block_documents/` takes.
public struct BlockDocumentCreate: Sendable, ObjectReadable {
  /// Nil where an anonymous document is to be given one.
  public var name: String?
  public var data: BlockObject
  public var schemaID: UUID
  public var typeID: UUID
  public var isAnonymous: Bool

  public init(name: String?, data: BlockObject, schemaID: UUID, typeID: UUID, isAnonymous: Bool = false) {
    self.name = name
    self.data = data
    self.schemaID = schemaID
    self.typeID = typeID
    self.isAnonymous = isAnonymous
  }

  public init(reader: inout ObjectReader) {
    let before = reader.problems.count
    name = reader.optional("name", .blockDocumentName)
    data = reader.value("data", .blockObject, default: BlockObject())
    schemaID = reader.required("block_schema_id", .uuid)
    typeID = reader.required("block_type_id", .uuid)
    isAnonymous = reader.value("is_anonymous", .bool, default: false)
    if name?.isEmpty == true { name = nil }
    if name == nil, !isAnonymous, reader.problems.count == before {
      reader.refuse("Names must be provided for block documents.")
    }
  }
}
