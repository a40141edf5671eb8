#if canImport(Glibc)
  internal import Glibc
#endif

/// A moment in time with the resolution of PostgreSQL: microseconds since 1970-01-01T00:00:00Z.
@frozen
public struct Timestamp: Hashable, Sendable, Comparable {
  public var microseconds: Int64

  @inlinable
  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// The wall clock, now.
  public static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  @inlinable
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.microseconds < right.microseconds
  }

  /// The span from the one on the right to the one on the left, or the longest that microseconds can count.
  @inlinable
  public static func - (left: Timestamp, right: Timestamp) -> Duration {
    let (span, overflows) = left.microseconds.subtractingReportingOverflow(right.microseconds)
    return .microseconds(overflows ? (left < right ? .min : .max) : span)
  }

  /// The moment that much later, or the last one there is.
  @inlinable
  public static func + (moment: Timestamp, span: Duration) -> Timestamp {
    let (sum, overflows) = moment.microseconds.addingReportingOverflow(span.wholeMicroseconds)
    return Timestamp(microseconds: overflows ? (moment.microseconds < 0 ? .min : .max) : sum)
  }

  /// The moment that much earlier, or the first one there is.
  @inlinable
  public static func - (moment: Timestamp, span: Duration) -> Timestamp {
    let (rest, overflows) = moment.microseconds.subtractingReportingOverflow(span.wholeMicroseconds)
    return Timestamp(microseconds: overflows ? (moment.microseconds < 0 ? .min : .max) : rest)
  }
}

extension Duration {
  /// The span in microseconds, the fraction dropped; the nearest that fits for a span beyond 292,000 years.
  @inlinable
  public var wholeMicroseconds: Int64 {
    let (seconds, attoseconds) = components
    let (microseconds, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000)
    guard !overflows else { return seconds < 0 ? .min : .max }
    let (sum, sumOverflows) = microseconds.addingReportingOverflow(attoseconds / 1_000_000_000_000)
    return sumOverflows ? (seconds < 0 ? .min : .max) : sum
  }

  /// The span in seconds.
  @inlinable
  public var inSeconds: Double {
    Double(wholeMicroseconds) / 1_000_000
  }
}

/// Where a component gets the time of day from, so that tests can move it.
public struct WallClock: Sendable {
  public let now: @Sendable () -> Timestamp

  public init(now: @escaping @Sendable () -> Timestamp) {
    self.now = now
  }

  public static let system = WallClock { Timestamp.now() }
}
