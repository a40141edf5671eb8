public import JSON
public import Values

/// An event and when the server got it.
public struct ReceivedEvent: Sendable, Hashable {
  public var event: Event
  public var received: Timestamp

  public init(_ event: Event, received: Timestamp) {
    self.event = event
    self.received = received
  }

  /// Whether it is small enough to be kept; a larger one is dropped with a warning.
  public func fits(_ limits: EventLimits) -> Bool {
    json.bytes.count <= limits.bytes
  }
}

extension ReceivedEvent: ObjectReadable {
  public static var unknownKeys: UnknownKeys { .ignored }

  public init(reader: inout ObjectReader) {
    event = Event(reader: &reader)
    received = reader.value("received", .timestamp, default: event.occurred)
  }
}

extension ReceivedEvent: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    event.writeMembers(to: &writer)
    writer.key("received")
    writer.timestamp(received)
    writer.endObject()
  }
}
