public import JSON
public import Values

/// A value that is kept for a flow run under a key: what it asks for, what it is answered, what other runs send it.
public struct FlowRunInput: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var flowRunID: UUID
  public var key: String
  public var value: String
  public var sender: String?

  public init(
    id: UUID, created: Timestamp, updated: Timestamp, flowRunID: UUID, key: String, value: String, sender: String? = nil
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.flowRunID = flowRunID
    self.key = key
    self.value = value
    self.sender = sender
  }
}

extension FlowRunInput: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writer.key("flow_run_id")
    writer.uuid(flowRunID)
    writer.key("key")
    writer.string(key)
    writer.key("value")
    writer.string(value)
    writer.key("sender")
    writer.string(sender)
    writer.endObject()
  }
}

extension Reading where Value == String {
  /// The key of a run input: lower-case letters, digits and dashes; empty passes.
  public static let runInputKey = Reading.string.checked { key in
    let isSlug = key.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
      default: false
      }
    }
    return isSlug ? nil : "key must only contain lowercase letters, numbers, and dashes."
  }.described(as: .string(pattern: "^[a-z0-9-]*$"))

  /// A text that the reference takes as bytes.
  public static let bytes = Reading(schema: .string, fallback: "") { value, problems in
    guard value.kind == .string else {
      problems.add("bytes_type", "Input should be a valid bytes", input: value)
      return nil
    }
    return string.read(value, problems)
  }
}
