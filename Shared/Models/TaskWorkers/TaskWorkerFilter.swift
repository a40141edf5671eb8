/// Which task workers are meant.
public struct TaskWorkerFilter: Sendable, Hashable, ObjectReadable {
  /// Those that run one of these tasks; none means all workers.
  public var taskKeys: [String]

  public static var unknownKeys: UnknownKeys { .ignored }

  public init(taskKeys: [String]) {
    self.taskKeys = taskKeys
  }

  public init(reader: inout ObjectReader) {
    taskKeys = reader.required("task_keys", .list(.string))
  }
}
