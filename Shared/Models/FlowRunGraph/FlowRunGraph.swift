public import JSON
public import Values

/// What a flow run did, as the web interface draws it (contract §7.14).
public struct FlowRunGraph: Sendable, Hashable {
  public var startTime: Timestamp?
  public var endTime: Timestamp?
  /// By the time they began.
  public var nodes: [FlowRunGraphNode] = []
  /// Those of no task run.
  public var artifacts: [FlowRunGraphArtifact] = []
  public var states: [State] = []

  public init(startTime: Timestamp?, endTime: Timestamp?) {
    self.startTime = startTime
    self.endTime = endTime
  }
}

extension FlowRunGraph: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("start_time")
    writer.timestamp(startTime)
    writer.key("end_time")
    writer.timestamp(endTime)
    writer.key("root_node_ids")
    writer.uuids(nodes.filter(\.parents.isEmpty).map(\.id))
    writer.key("nodes")
    writer.beginArray()
    for node in nodes {
      writer.beginArray()
      writer.uuid(node.id)
      node.write(to: &writer)
      writer.endArray()
    }
    writer.endArray()
    writer.key("artifacts")
    writer.values(artifacts)
    writer.key("states")
    writer.beginArray()
    for state in states {
      writer.beginObject()
      writer.key("id")
      writer.uuid(state.id)
      writer.key("timestamp")
      writer.timestamp(state.timestamp)
      writer.key("type")
      writer.string(state.type.rawValue)
      writer.key("name")
      writer.string(state.name)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }
}
