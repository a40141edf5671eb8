public import JSON
public import Values

/// A type and name of states that runs have had, and when the first and the last run had it.
public struct ObservedState: Sendable, Hashable {
  public var type: StateType
  public var name: String
  public var firstSeen: Timestamp
  public var lastSeen: Timestamp

  public init(type: StateType, name: String, firstSeen: Timestamp, lastSeen: Timestamp) {
    self.type = type
    self.name = name
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
  }
}

extension ObservedState: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("state_type")
    writer.string(type.rawValue)
    writer.key("state_name")
    writer.string(name)
    writer.key("first_seen")
    writer.timestamp(firstSeen)
    writer.key("last_seen")
    writer.timestamp(lastSeen)
    writer.endObject()
  }
}
