public import JSON

/// The answer to a proposed state: the state the run is in now, and why.
public struct OrchestrationResult: Sendable, Hashable, JSONWritable {
  public var state: State?
  public var status: SetStateStatus
  public var details: StateResponseDetails

  public init(state: State?, status: SetStateStatus, details: StateResponseDetails) {
    self.state = state
    self.status = status
    self.details = details
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeMembers(to: &writer)
    writer.endObject()
  }

  /// The members without the braces, for answers that add to them.
  public func writeMembers(to writer: inout JSONWriter) {
    writer.key("state")
    writer.value(state)
    writer.key("status")
    writer.string(status.rawValue)
    writer.key("details")
    details.write(to: &writer)
  }
}

/// Why a proposed state was taken, or not.
public enum StateResponseDetails: Sendable, Hashable, JSONWritable {
  case accept
  case wait(delaySeconds: Int, reason: String?)
  case reject(reason: String?)
  case abort(reason: String?)

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("type")
    switch self {
    case .accept: writer.string("accept_details" as StaticString)
    case .wait(let delay, let reason):
      writer.string("wait_details" as StaticString)
      writer.key("delay_seconds")
      writer.integer(delay)
      writer.key("reason")
      writer.string(reason)
    case .reject(let reason):
      writer.string("reject_details" as StaticString)
      writer.key("reason")
      writer.string(reason)
    case .abort(let reason):
      writer.string("abort_details" as StaticString)
      writer.key("reason")
      writer.string(reason)
    }
    writer.endObject()
  }
}
