public import JSON
public import Values

/// One line a run logged.
public struct Log: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  /// Python's numbers: 10 debug, 20 info, 30 warning, 40 error, 50 critical.
  public var level: Int
  public var message: String
  public var timestamp: Timestamp
  public var flowRunID: UUID?
  public var taskRunID: UUID?

  public init(
    id: UUID, created: Timestamp, updated: Timestamp, name: String, level: Int, message: String, timestamp: Timestamp,
    flowRunID: UUID? = nil, taskRunID: UUID? = nil
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.name = name
    self.level = level
    self.message = message
    self.timestamp = timestamp
    self.flowRunID = flowRunID
    self.taskRunID = taskRunID
  }
}

extension Log: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writer.key("name")
    writer.string(name)
    writer.key("level")
    writer.integer(level)
    writer.key("message")
    writer.string(message)
    writer.key("timestamp")
    writer.timestamp(timestamp)
    writer.key("flow_run_id")
    writer.uuid(flowRunID)
    writer.key("task_run_id")
    writer.uuid(taskRunID)
    writer.endObject()
  }
}
