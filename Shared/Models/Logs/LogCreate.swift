internal import JSON
public import Values

/// One entry of what `POST /logs/` and `/logs/in` take.
public struct LogCreate: Sendable, Hashable, ObjectReadable {
  public var name: String
  public var level: Int
  public var message: String
  public var timestamp: Timestamp
  public var flowRunID: UUID?
  public var taskRunID: UUID?

  public init(reader: inout ObjectReader) {
    name = reader.required("name", .string)
    level = reader.required("level", .integer16)
    message = reader.required("message", .string)
    timestamp = reader.required("timestamp", .timestamp)
    flowRunID = reader.optional("flow_run_id", .uuid)
    taskRunID = reader.optional("task_run_id", .uuid)
  }

  public init(
    name: String, level: Int, message: String, timestamp: Timestamp, flowRunID: UUID? = nil, taskRunID: UUID? = nil
  ) {
    self.name = name
    self.level = level
    self.message = message
    self.timestamp = timestamp
    self.flowRunID = flowRunID
    self.taskRunID = taskRunID
  }
}

extension Reading where Value == [LogCreate] {
  /// The body of `POST /logs/`: the reference has words of its own for anything but a list.
  public static let logs = Reading(schema: .list(.model(LogCreate.self)), fallback: []) { value, problems in
    switch value.kind {
    case .array: return Reading<[LogCreate]>.list(.model()).read(value, problems)
    case .string:
      problems.add(
        "sequence_str", "'str' instances are not allowed as a Sequence value", input: value,
        context: RawJSON(validated: Array(#"{"type_name":"str"}"#.utf8)))
    default:
      problems.add(
        "is_instance_of", "Input should be an instance of Sequence", input: value,
        context: RawJSON(validated: Array(#"{"class":"Sequence"}"#.utf8)))
    }
    return nil
  }
}
