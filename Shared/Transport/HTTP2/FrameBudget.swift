/// How many frames without use a peer may send: a bucket that refills with time.
struct FrameBudget {
  private let capacity: Double
  private let perSecond: Double
  private var tokens: Double
  private var last: Int64

  /// - Parameter now: The monotonic clock, in nanoseconds.
  init(capacity: Int, perSecond: Int, now: Int64) {
    self.capacity = Double(max(1, capacity))
    self.perSecond = Double(max(0, perSecond))
    tokens = self.capacity
    last = now
  }

  /// Spends one; false when there is none left.
  mutating func spend(now: Int64) -> Bool {
    let passed = Double(max(0, now - last)) / 1_000_000_000
    last = max(last, now)
    tokens = min(capacity, tokens + passed * perSecond)
    guard tokens >= 1 else { return false }
    tokens -= 1
    return true
  }
}
