public import JSON
public import Values

/// What takes the slots of one queue, the first few of it by name.
public struct QueueSlots: Sendable, Hashable {
  public var queueID: UUID
  public var queueName: String
  public var activeSlots: Int
  public var concurrencyLimit: Int?
  public var holders: [SlotHolder]

  public init(queueID: UUID, queueName: String, activeSlots: Int, concurrencyLimit: Int?, holders: [SlotHolder]) {
    self.queueID = queueID
    self.queueName = queueName
    self.activeSlots = activeSlots
    self.concurrencyLimit = concurrencyLimit
    self.holders = holders
  }
}

extension QueueSlots: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("queue_id")
    writer.uuid(queueID)
    writer.key("queue_name")
    writer.string(queueName)
    writer.key("active_slots")
    writer.integer(activeSlots)
    writer.key("concurrency_limit")
    writer.integer(concurrencyLimit)
    writer.key("flow_runs")
    writer.values(holders)
    writer.key("flow_run_count")
    writer.integer(activeSlots)
    writer.endObject()
  }
}
