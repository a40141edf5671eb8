public import JSON

/// What `POST /flows/` takes.
public struct FlowCreate: Sendable, Hashable, ObjectReadable {
  public var name: String
  public var tags: [String]
  /// An empty object if absent, nil if null.
  public var labels: RawJSON?

  public init(name: String, tags: [String] = [], labels: RawJSON? = .emptyObject) {
    self.name = name
    self.tags = tags
    self.labels = labels
  }

  public init(reader: inout ObjectReader) {
    name = reader.required("name", .name)
    tags = reader.value("tags", .list(.string), default: [])
    labels = reader.labels()
  }
}
