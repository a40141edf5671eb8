public import JSON
public import Values

/// Who made something: a deployment, a schedule, an automation.
public struct CreatedBy: Sendable, Hashable {
  public var id: UUID?
  public var type: String?
  public var displayValue: String?

  public init(
    id: UUID? = nil,
    type: String? = nil,
    displayValue: String? = nil
  ) {
    self.id = id
    self.type = type
    self.displayValue = displayValue
  }
}

extension CreatedBy: ObjectReadable {
  public static var unknownKeys: UnknownKeys { .ignored }

  public init(reader: inout ObjectReader) {
    id = reader.optional("id", .uuid)
    type = reader.optional("type", .string)
    displayValue = reader.optional("display_value", .string)
  }
}

extension CreatedBy: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("type")
    writer.string(type)
    writer.key("display_value")
    writer.string(displayValue)
    writer.endObject()
  }
}
