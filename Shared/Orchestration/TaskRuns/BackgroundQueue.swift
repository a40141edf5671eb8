/// Where a background task run waits for a task worker (contract §2.3, §3.4).
public enum BackgroundQueue: Sendable, Hashable {
  case scheduled
  /// Emptied before the other.
  case retry
}
