public import JSON
public import Values

/// A flow run as a point of the dashboard's chart.
public struct FlowRunPoint: Sendable, Hashable {
  public var id: UUID
  public var stateType: StateType?
  /// When it began, or should.
  public var timestamp: Timestamp?
  public var duration: Duration
  public var lateness: Duration

  public init(id: UUID, stateType: StateType?, timestamp: Timestamp?, duration: Duration, lateness: Duration) {
    self.id = id
    self.stateType = stateType
    self.timestamp = timestamp
    self.duration = duration
    self.lateness = lateness
  }
}

extension FlowRunPoint: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("state_type")
    writer.string(stateType?.rawValue)
    writer.key("timestamp")
    writer.timestamp(timestamp)
    writer.key("duration")
    writer.duration(duration)
    writer.key("lateness")
    writer.duration(lateness)
    writer.endObject()
  }
}
