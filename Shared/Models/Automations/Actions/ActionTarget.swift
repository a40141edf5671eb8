internal import JSON
public import Values

/// What an action acts on.
public struct ActionTarget: Sendable, Hashable {
  public enum Source: String, Sendable, CaseIterable {
    /// One that is named.
    case selected
    /// The one that the event is about.
    case inferred
  }

  public var source: Source
  /// There where it is selected, and only there.
  public var id: UUID?

  init(reader: inout ObjectReader, id key: StaticString) {
    source = reader.value("source", .literal(), default: .selected)
    id = reader.optional(key, .uuid)
  }

  /// What is wrong with source and id together.
  func problem(id key: StaticString) -> String? {
    guard (source == .selected) != (id != nil) else { return nil }
    return "\(key) is " + (id != nil ? "not allowed" : "required")
  }

  func writeMembers(to writer: inout JSONWriter, id key: StaticString) {
    writer.key("source")
    writer.string(source.rawValue)
    writer.key(key)
    writer.uuid(id)
  }
}

/// What an action does to its target.
public enum TargetCommand: String, Sendable, CaseIterable {
  case pauseDeployment = "pause-deployment"
  case resumeDeployment = "resume-deployment"
  case pauseWorkQueue = "pause-work-queue"
  case resumeWorkQueue = "resume-work-queue"
  case pauseAutomation = "pause-automation"
  case resumeAutomation = "resume-automation"
  case pauseWorkPool = "pause-work-pool"
  case resumeWorkPool = "resume-work-pool"

  /// What the ids of its targets' resources begin with.
  public var resourceKind: StaticString {
    switch self {
    case .pauseDeployment, .resumeDeployment: "prefect.deployment"
    case .pauseWorkQueue, .resumeWorkQueue: "prefect.work-queue"
    case .pauseAutomation, .resumeAutomation: "prefect.automation"
    case .pauseWorkPool, .resumeWorkPool: "prefect.work-pool"
    }
  }

  /// The member that names the target.
  var key: StaticString {
    switch self {
    case .pauseDeployment, .resumeDeployment: "deployment_id"
    case .pauseWorkQueue, .resumeWorkQueue: "work_queue_id"
    case .pauseAutomation, .resumeAutomation: "automation_id"
    case .pauseWorkPool, .resumeWorkPool: "work_pool_id"
    }
  }
}
