public import JSON
public import Values

/// The criteria of a list in the web interface, kept under a name.
public struct SavedSearch: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  /// An array of objects.
  public var filters: RawJSON

  public init(id: UUID, created: Timestamp, updated: Timestamp, name: String, filters: RawJSON) {
    self.id = id
    self.created = created
    self.updated = updated
    self.name = name
    self.filters = filters
  }
}

extension SavedSearch: JSONWritable {
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
    writer.key("filters")
    writer.raw(filters)
    writer.endObject()
  }
}
