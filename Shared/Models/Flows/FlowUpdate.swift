/// What `PATCH /flows/{id}` takes.
public struct FlowUpdate: Sendable, Hashable, ObjectReadable {
  public var tags: Field<[String]>

  public init(tags: Field<[String]> = .absent) {
    self.tags = tags
  }

  public init(reader: inout ObjectReader) {
    tags = reader.presentField("tags", .list(.string))
  }
}
