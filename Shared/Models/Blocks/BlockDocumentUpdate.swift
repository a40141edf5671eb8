public import Values

/// What `PATCH /block_documents/{id}` takes.
public struct BlockDocumentUpdate: Sendable, ObjectReadable {
  /// The schema to change to.
  public var schemaID: UUID?
  /// Nil when it was not sent.
  public var data: BlockObject?
  /// Whether what is not sent stays.
  public var mergesExistingData: Bool

  public init(schemaID: UUID? = nil, data: BlockObject? = nil, mergesExistingData: Bool = true) {
    self.schemaID = schemaID
    self.data = data
    self.mergesExistingData = mergesExistingData
  }

  public init(reader: inout ObjectReader) {
    schemaID = reader.optional("block_schema_id", .uuid)
    data = reader.presentField("data", .blockObject).value
    mergesExistingData = reader.value("merge_existing_data", .bool, default: true)
  }
}
