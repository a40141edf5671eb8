public import JSON

/// What `PATCH /automations/{id}` takes.
public struct AutomationPartialUpdate: Sendable, Hashable, ObjectReadable {
  /// nil to keep what is.
  public var isEnabled: Bool?

  /// Enables or disables an automation.
  public init(isEnabled: Bool) {
    self.isEnabled = isEnabled
  }

  public init(reader: inout ObjectReader) {
    isEnabled = reader.presentField("enabled", .bool).value
  }
}

extension AutomationPartialUpdate: JSONWritable {
  /// What is kept is written as what it is by default.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("enabled")
    writer.bool(isEnabled ?? true)
    writer.endObject()
  }
}
