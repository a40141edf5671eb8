public import Values

/// A span of time in equal parts, in which runs are counted (contract §7.14).
public struct RunHistory: Sendable, Hashable {
  /// The largest number of parts; what is beyond them is left out.
  static let maximumParts = 500
  /// The first moment that has no date of four digits any more.
  private static let endOfTime = Timestamp.lastWritten.microseconds + 1

  public let start: Timestamp
  /// How long a part lasts, in microseconds.
  public let interval: Int64
  public let count: Int

  /// - Throws: `unprocessable` for an interval of less than a second, or one that leads beyond the year 9999.
  public init(start: Timestamp, end: Timestamp, intervalSeconds: Double) throws(DomainError) {
    guard intervalSeconds >= 1 else {
      throw .unprocessable("History interval must not be less than 1 second.")
    }
    guard intervalSeconds < Double(RunHistory.endOfTime) / 1_000_000 else { throw RunHistory.tooLong }
    self.start = start
    interval = Int64((intervalSeconds * 1_000_000).rounded())
    let (elapsed, overflows) = end.microseconds.subtractingReportingOverflow(start.microseconds)
    guard !overflows else { throw RunHistory.tooLong }
    count = elapsed <= 0 ? 0 : Int(min((elapsed - 1) / interval + 1, Int64(RunHistory.maximumParts)))
    let (length, isTooLong) = interval.multipliedReportingOverflow(by: Int64(count))
    guard !isTooLong, start.microseconds < RunHistory.endOfTime, length < RunHistory.endOfTime - start.microseconds
    else {
      throw RunHistory.tooLong
    }
  }

  private static let tooLong = DomainError.unprocessable("A history has to end before the year 10000.")

  /// When a part begins, and the one before it ends.
  public func start(of part: Int) -> Timestamp {
    Timestamp(microseconds: start.microseconds + interval * Int64(part))
  }

  /// When the last part ends.
  public var end: Timestamp { start(of: count) }
}
