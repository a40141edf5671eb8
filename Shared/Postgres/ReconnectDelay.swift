internal import Values

/// How long to wait before the next attempt to connect: doubling, with a random half so that many don't come at once.
struct ReconnectDelay {
  let bounds: ClosedRange<Duration>
  private(set) var failures = 0

  init(_ bounds: ClosedRange<Duration>) {
    self.bounds = bounds
  }

  /// - Parameter share: A random number from 0 to 1.
  mutating func next(share: Double) -> Duration {
    let least = bounds.lowerBound.wholeMicroseconds
    let most = bounds.upperBound.wholeMicroseconds
    let (doubled, overflow) = least.multipliedReportingOverflow(by: 1 << Int64(min(failures, 30)))
    let whole = overflow ? most : min(doubled, most)
    failures += 1
    return .microseconds(whole / 2 + Int64(Double(whole - whole / 2) * share))
  }

  mutating func reset() { failures = 0 }
}
