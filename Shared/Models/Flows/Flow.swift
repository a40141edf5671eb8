public import JSON
public import Values

/// A flow, by its name.
public struct Flow: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  public var tags: [String]
  /// An object; nil is written as null.
  public var labels: RawJSON?

  public init(id: UUID, created: Timestamp, updated: Timestamp, name: String, tags: [String], labels: RawJSON?) {
    self.id = id
    self.created = created
    self.updated = updated
    self.name = name
    self.tags = tags
    self.labels = labels
  }
}

extension Flow: JSONWritable {
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
    writer.key("tags")
    writer.strings(tags)
    writer.key("labels")
    writer.raw(labels)
    writer.endObject()
  }
}
