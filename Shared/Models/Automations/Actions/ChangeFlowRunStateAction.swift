internal import JSON

/// Changes the state of the flow run that the event is about.
public struct ChangeFlowRunStateAction: Sendable, Hashable {
  /// nil for the usual name of the type.
  public var name: String?
  public var state: StateType
  public var message: String?
  /// Whether it is done without asking the rules.
  public var isForced: Bool

  init(reader: inout ObjectReader) {
    reader.actionType("change-flow-run-state")
    name = reader.optional("name", .string)
    state = reader.required("state", .enumeration())
    message = reader.optional("message", .string)
    isForced = reader.value("force", .bool, default: false)
  }

  func writeMembers(to writer: inout JSONWriter) {
    writer.key("name")
    writer.string(name)
    writer.key("state")
    writer.string(state.rawValue)
    writer.key("message")
    writer.string(message)
    writer.key("force")
    writer.bool(isForced)
  }
}
