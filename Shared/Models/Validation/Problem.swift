public import JSON

/// One thing that is wrong with a request, in the shape of pydantic's error objects (contract §7.2).
public struct Problem: Sendable, Hashable {
  public var type: String
  /// From `body`, `query` or `path` down to the value.
  public var location: [LocationPart]
  public var message: String
  /// What was there.
  public var input: RawJSON
  /// What the message was made of: `{"ge":0}`, `{"pattern":…}`, `{"error":{}}`.
  public var context: RawJSON?

  public init(
    type: String, location: [LocationPart], message: String, input: RawJSON = .null, context: RawJSON? = nil
  ) {
    self.type = type
    self.location = location
    self.message = message
    self.input = input
    self.context = context
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("type")
    writer.string(type)
    writer.key("loc")
    writer.beginArray()
    for part in location { part.write(to: &writer) }
    writer.endArray()
    writer.key("msg")
    writer.string(message)
    writer.key("input")
    writer.raw(input.compact)
    if let context {
      writer.key("ctx")
      writer.raw(context)
    }
    writer.endObject()
  }
}
