public import Models

/// What the rules of the task-run cache look at, and what they decide (contract §3.4).
public struct TaskRunCache: Sendable {
  /// Keys with more characters are told of, though they are kept.
  public var maximumKeyLength: Int
  /// The newest state that is kept under the proposal's key and has not expired.
  public var state: State?
  /// Whether the state that is written is kept under its key.
  public internal(set) var isFilled = false

  public init(maximumKeyLength: Int = 2000, state: State? = nil) {
    self.maximumKeyLength = maximumKeyLength
    self.state = state
  }

  /// The key under which a state for this proposal may be kept: only a run that is to start looks for one, unless it wants
  /// a fresh result.
  public static func soughtKey(type: StateType, details: StateDetails) -> String? {
    guard type == .running, details.refreshCache != true else { return nil }
    return details.cacheKey.flatMap { $0.isEmpty ? nil : $0 }
  }
}
