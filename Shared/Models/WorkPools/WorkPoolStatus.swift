/// Whether a work pool, or a work queue, has somebody who takes its work.
public enum WorkPoolStatus: String, Sendable, CaseIterable {
  case ready = "READY"
  case notReady = "NOT_READY"
  case paused = "PAUSED"

  /// The last part of the names of the events about it.
  public var eventName: StaticString {
    switch self {
    case .ready: "ready"
    case .notReady: "not-ready"
    case .paused: "paused"
    }
  }
}

/// A work queue knows the same three.
public typealias WorkQueueStatus = WorkPoolStatus
