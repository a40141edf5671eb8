public import JSON
public import Values

/// The run that a flow will have next.
public struct NextFlowRun: Sendable, Hashable {
  public var id: UUID
  public var flowID: UUID
  public var name: String
  public var stateName: String?
  public var stateType: StateType?
  public var nextScheduledStartTime: Timestamp?

  public init(
    id: UUID, flowID: UUID, name: String, stateName: String?, stateType: StateType?, nextScheduledStartTime: Timestamp?
  ) {
    self.id = id
    self.flowID = flowID
    self.name = name
    self.stateName = stateName
    self.stateType = stateType
    self.nextScheduledStartTime = nextScheduledStartTime
  }
}

extension NextFlowRun: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("flow_id")
    writer.uuid(flowID)
    writer.key("name")
    writer.string(name)
    writer.key("state_name")
    writer.string(stateName)
    writer.key("state_type")
    writer.string(stateType?.rawValue)
    writer.key("next_scheduled_start_time")
    writer.timestamp(nextScheduledStartTime)
    writer.endObject()
  }
}
