public import JSON
public import Values

/// Fires when its triggers have, in their order.
public struct SequenceTrigger: Sendable, Hashable, TriggerGroup {
  public var id: UUID
  public var triggers: [Trigger]
  /// Within what time of each other they have to fire; nil means any.
  public var within: Duration?

  /// - Parameter children: How the list of its triggers is read.
  init(reader: inout ObjectReader, children: Reading<[Trigger]>) {
    _ = reader.value("type", .literal("sequence"), default: "sequence")
    id = reader.value("id", .uuid, default: UUID(high: 0, low: 0))
    triggers = reader.required("triggers", children)
    within = reader.required("within", Reading<Duration>.duration.optional)
  }
}

extension SequenceTrigger: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeMembers(to: &writer, type: "sequence")
    writer.endObject()
  }
}
