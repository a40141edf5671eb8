public import JSON
public import Values

/// Where results go of runs that name no storage, as an administrator set it.
public struct DefaultResultStorage: Sendable, Hashable {
  public var blockDocumentID: UUID?

  public init(blockDocumentID: UUID? = nil) {
    self.blockDocumentID = blockDocumentID
  }
}

extension DefaultResultStorage: ObjectReadable {
  public static var unknownKeys: UnknownKeys { .ignored }

  public init(reader: inout ObjectReader) {
    blockDocumentID = reader.optional("default_result_storage_block_id", .uuid)
  }
}

extension DefaultResultStorage: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("default_result_storage_block_id")
    writer.uuid(blockDocumentID)
    writer.endObject()
  }
}
