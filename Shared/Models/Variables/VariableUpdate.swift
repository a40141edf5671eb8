public import JSON

/// What `PATCH /variables/…` takes. A null value is a value; a null name, or null tags, pass here and violate the table
/// (409 integrity).
public struct VariableUpdate: Sendable, Hashable, ObjectReadable {
  public var name: Field<String>
  public var value: Field<RawJSON>
  public var tags: Field<[String]>

  public init(name: Field<String> = .absent, value: Field<RawJSON> = .absent, tags: Field<[String]> = .absent) {
    self.name = name
    self.value = value
    self.tags = tags
  }

  public init(reader: inout ObjectReader) {
    name = reader.field("name", .variableName)
    value = reader.presentField("value", .variableValue)
    tags = reader.field("tags", .list(.string))
  }
}
