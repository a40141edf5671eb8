public import JSON
public import Values

/// An artifact beside what made it.
public struct FlowRunGraphArtifact: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var key: String?
  public var type: String?
  /// Whether it is the latest of its key; without a key it is.
  public var isLatest: Bool
  /// Only that of progress is shown.
  public var data: RawJSON?

  public init(id: UUID, created: Timestamp, key: String?, type: String?, isLatest: Bool, data: RawJSON?) {
    self.id = id
    self.created = created
    self.key = key
    self.type = type
    self.isLatest = isLatest
    self.data = data
  }
}

extension FlowRunGraphArtifact: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("key")
    writer.string(key)
    writer.key("type")
    writer.string(type)
    writer.key("is_latest")
    writer.bool(isLatest)
    writer.key("data")
    writer.raw(data)
    writer.endObject()
  }
}
