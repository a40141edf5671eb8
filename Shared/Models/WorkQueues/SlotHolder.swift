public import JSON
public import Values

/// A flow run that takes a slot of a limit of its queue or pool.
public struct SlotHolder: Sendable, Hashable {
  public var id: UUID
  public var name: String
  public var stateType: StateType?
  public var stateName: String?
  public var startTime: Timestamp?
  public var stateTimestamp: Timestamp?
  /// How long it has been in its state.
  public var timeInState: Duration?

  public init(
    id: UUID, name: String, stateType: StateType?, stateName: String?, startTime: Timestamp?,
    stateTimestamp: Timestamp?, at now: Timestamp
  ) {
    self.id = id
    self.name = name
    self.stateType = stateType
    self.stateName = stateName
    self.startTime = startTime
    self.stateTimestamp = stateTimestamp
    timeInState = stateTimestamp.map { now - $0 }
  }
}

extension SlotHolder: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("name")
    writer.string(name)
    writer.key("state_type")
    writer.string(stateType?.rawValue)
    writer.key("state_name")
    writer.string(stateName)
    writer.key("start_time")
    writer.timestamp(startTime)
    writer.key("state_timestamp")
    writer.timestamp(stateTimestamp)
    writer.key("time_in_current_state")
    writer.duration(timeInState)
    writer.endObject()
  }
}
