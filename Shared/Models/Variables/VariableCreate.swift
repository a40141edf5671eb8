public import JSON

/// What `POST /variables/` takes.
public struct VariableCreate: Sendable, Hashable, ObjectReadable {
  public var name: String
  public var value: RawJSON
  public var tags: [String]

  public init(name: String, value: RawJSON, tags: [String] = []) {
    self.name = name
    self.value = value
    self.tags = tags
  }

  public init(reader: inout ObjectReader) {
    name = reader.required("name", .variableName)
    value = reader.required("value", .variableValue)
    tags = reader.value("tags", .list(.string), default: [])
  }
}
