public import JSON
public import Values

/// A task run, or the flow run that a task run of its flow run stands for.
public struct FlowRunGraphNode: Sendable, Hashable {
  public enum Kind: String, Sendable {
    case flowRun = "flow-run"
    case taskRun = "task-run"
  }

  public var kind: Kind
  public var id: UUID
  public var label: String
  public var stateType: StateType?
  public var startTime: Timestamp
  public var endTime: Timestamp?
  /// Whose results it took, each once.
  public var parents: [UUID] = []
  public var children: [UUID] = []
  /// In which it ran.
  public var encapsulating: [UUID] = []
  public var artifacts: [FlowRunGraphArtifact] = []

  public init(kind: Kind, id: UUID, label: String, stateType: StateType?, startTime: Timestamp, endTime: Timestamp?) {
    self.kind = kind
    self.id = id
    self.label = label
    self.stateType = stateType
    self.startTime = startTime
    self.endTime = endTime
  }
}

extension FlowRunGraphNode: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("kind")
    writer.string(kind.rawValue)
    writer.key("id")
    writer.uuid(id)
    writer.key("label")
    writer.string(label)
    writer.key("state_type")
    writer.string(stateType?.rawValue)
    writer.key("start_time")
    writer.timestamp(startTime)
    writer.key("end_time")
    writer.timestamp(endTime)
    writeEdges("parents", parents, to: &writer)
    writeEdges("children", children, to: &writer)
    writeEdges("encapsulating", encapsulating, to: &writer)
    writer.key("artifacts")
    writer.values(artifacts)
    writer.endObject()
  }

  private func writeEdges(_ key: StaticString, _ ids: [UUID], to writer: inout JSONWriter) {
    writer.key(key)
    writer.beginArray()
    for id in ids {
      writer.beginObject()
      writer.key("id")
      writer.uuid(id)
      writer.endObject()
    }
    writer.endArray()
  }
}
