public import JSON
public import Values

/// `TaskWorkerResponse`: a task worker that listens for background task runs (contract §2.1).
public struct TaskWorker: Sendable, Hashable, JSONWritable {
  /// What the worker calls itself; several connections may share it.
  public var identifier: String
  /// The tasks that it runs.
  public var taskKeys: [String]
  /// When it was last known to be there.
  public var timestamp: Timestamp

  public init(identifier: String, taskKeys: [String], timestamp: Timestamp) {
    self.identifier = identifier
    self.taskKeys = taskKeys
    self.timestamp = timestamp
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("identifier")
    writer.string(identifier)
    writer.key("task_keys")
    writer.strings(taskKeys)
    writer.key("timestamp")
    writer.timestamp(timestamp)
    writer.endObject()
  }
}
