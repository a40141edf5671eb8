public import JSON
public import Values

/// A state as clients propose it: its id and time are the server's.
public struct StateCreate: Sendable, Hashable, ObjectReadable {
  public var type: StateType
  /// Nil stands for the type's default name.
  public var name: String?
  public var message: String?
  /// Any JSON; nil for null.
  public var data: RawJSON?
  public var details: StateDetails

  public init(
    type: StateType, name: String? = nil, message: String? = nil, data: RawJSON? = nil,
    details: StateDetails = StateDetails()
  ) {
    self.type = type
    self.name = name
    self.message = message
    self.data = data
    self.details = details
  }

  public init(reader: inout ObjectReader) {
    type = reader.required("type", .enumeration())
    name = reader.optional("name", .string)
    message = reader.optional("message", .string)
    data = reader.optional("data", .any)
    details = reader.value("state_details", .model(), default: StateDetails())
  }

  /// The state this proposes; a scheduled one without a time is due at once.
  public func state(id: UUID, at moment: Timestamp) -> State {
    var details = details
    if type == .scheduled, details.scheduledTime == nil { details.scheduledTime = moment }
    return State(
      id: id, type: type, name: name ?? type.defaultName, timestamp: moment, message: message, data: data,
      details: details)
  }
}
