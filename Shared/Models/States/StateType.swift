/// The kinds of state a run can be in.
public enum StateType: String, Sendable, CaseIterable {
  case scheduled = "SCHEDULED"
  case pending = "PENDING"
  case running = "RUNNING"
  case completed = "COMPLETED"
  case failed = "FAILED"
  case cancelled = "CANCELLED"
  case crashed = "CRASHED"
  case paused = "PAUSED"
  case cancelling = "CANCELLING"

  /// Whether a run in such a state is over.
  public var isFinal: Bool {
    switch self {
    case .completed, .failed, .cancelled, .crashed: true
    case .scheduled, .pending, .running, .paused, .cancelling: false
    }
  }

  /// The name of a state that was given none.
  public var defaultName: String {
    switch self {
    case .scheduled: "Scheduled"
    case .pending: "Pending"
    case .running: "Running"
    case .completed: "Completed"
    case .failed: "Failed"
    case .cancelled: "Cancelled"
    case .crashed: "Crashed"
    case .paused: "Paused"
    case .cancelling: "Cancelling"
    }
  }
}
