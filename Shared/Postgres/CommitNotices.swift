/// Which channels are to be told of commits, and when: at once after a quiet time, else so that the interval is kept. It does
/// no I/O.
struct CommitNotices {
  private var due: Set<String> = []
  private var isScheduled = false
  private var last: ContinuousClock.Instant?

  /// - Returns: After what time `take` is to be called; nil if it will be anyway.
  mutating func note(_ channel: String, at moment: ContinuousClock.Instant, interval: Duration) -> Duration? {
    due.insert(channel)
    guard !isScheduled else { return nil }
    isScheduled = true
    guard let last else { return .zero }
    return max(.zero, interval - (moment - last))
  }

  static func notify(_ channel: String) -> Statement {
    Statement(composed: "NOTIFY \(NotificationHub.quoted(channel))")
  }

  /// What is to be told now.
  mutating func take(at moment: ContinuousClock.Instant) -> [String] {
    defer { due = [] }
    isScheduled = false
    last = moment
    return due.sorted()
  }
}
