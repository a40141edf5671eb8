public import JSON
public import Values

/// A state of a run at a moment.
public struct State: Sendable, Hashable {
  public var id: UUID
  public var type: StateType
  public var name: String
  public var timestamp: Timestamp
  public var message: String?
  /// Any JSON; nil is null.
  public var data: RawJSON?
  public var details: StateDetails

  public init(
    id: UUID,
    type: StateType,
    name: String,
    timestamp: Timestamp,
    message: String? = nil,
    data: RawJSON? = nil,
    details: StateDetails = StateDetails()
  ) {
    self.id = id
    self.type = type
    self.name = name
    self.timestamp = timestamp
    self.message = message
    self.data = data
    self.details = details
  }
}

extension State: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("type")
    writer.string(type.rawValue)
    writer.key("name")
    writer.string(name)
    writer.key("timestamp")
    writer.timestamp(timestamp)
    writer.key("message")
    writer.string(message)
    writer.key("data")
    writer.raw(data)
    writer.key("state_details")
    details.write(to: &writer)
    writer.endObject()
  }
}
