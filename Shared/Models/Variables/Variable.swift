public import JSON
public import Values

/// A named JSON value that flows read at run time.
public struct Variable: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  public var value: RawJSON
  public var tags: [String]

  public init(id: UUID, created: Timestamp, updated: Timestamp, name: String, value: RawJSON, tags: [String]) {
    self.id = id
    self.created = created
    self.updated = updated
    self.name = name
    self.value = value
    self.tags = tags
  }
}

extension Variable: JSONWritable {
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
    writer.key("value")
    writer.raw(value)
    writer.key("tags")
    writer.strings(tags)
    writer.endObject()
  }
}
