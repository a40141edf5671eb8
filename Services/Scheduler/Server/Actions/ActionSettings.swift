internal import Configuration

/// How actions are carried out.
struct ActionSettings: Sendable {
  /// How many at once.
  var concurrency: Int
  /// After what time another scheduler takes an action that does not end.
  var lease: Duration
  /// How often an action is tried.
  var attempts: Int

  private static let firstWait = Duration.seconds(1)
  private static let longestWait = Duration.seconds(300)

  init(concurrency: Int, lease: Duration, attempts: Int) {
    self.concurrency = concurrency
    self.lease = lease
    self.attempts = attempts
  }

  init(_ settings: ServicesSettings) {
    self.init(
      concurrency: settings.actions.concurrency, lease: settings.actions.lease, attempts: settings.actions.attempts)
  }

  /// Twice as long after each attempt, up to a bound.
  func wait(afterAttempt attempt: Int) -> Duration {
    min(ActionSettings.firstWait * (1 << min(max(attempt - 1, 0), 20)), ActionSettings.longestWait)
  }
}
