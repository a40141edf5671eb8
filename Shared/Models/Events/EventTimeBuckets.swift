public import Values

/// Spans of equal length into which a window of time is divided, for counting (contract §6.9). They are aligned to a Monday,
/// 2024-04-01T00:00:00Z.
public struct EventTimeBuckets: Sendable, Hashable {
  public enum Unit: String, Sendable, CaseIterable {
    case week, day, hour, minute, second

    var microseconds: Int64 {
      switch self {
      case .week: 604_800_000_000
      case .day: 86_400_000_000
      case .hour: 3_600_000_000
      case .minute: 60_000_000
      case .second: 1_000_000
      }
    }
  }

  public static let pivot = Timestamp(microseconds: 1_711_929_600_000_000)
  static let maximumCount = 1000

  /// When the first bucket begins: when the window does, or before.
  public let start: Timestamp
  /// How long each is, in microseconds.
  public let length: Int64
  /// When the window ends: at the latest with the unit of time that is under way.
  let end: Timestamp

  /// - Throws: `unprocessable` when there would be too many.
  public init(
    since: Timestamp, until: Timestamp, unit: Unit, interval: Double, now: Timestamp
  ) throws(DomainError) {
    let exactLength = (interval * Double(unit.microseconds)).rounded(.toNearestOrEven)
    // Longer than a timestamp reaches makes no difference.
    length = exactLength >= 1 ? Int64(min(exactLength, 1e17)) : 1
    let span = until.microseconds.subtractingReportingOverflow(since.microseconds)
    let exact =
      span.overflow ? Double.greatestFiniteMagnitude : (Double(span.partialValue) / Double(length)).rounded(.up)
    guard exact <= Double(EventTimeBuckets.maximumCount) else {
      throw .unprocessable(
        "The given interval would create \(Int(clamping: exact)) buckets, which is too many. Please increase the "
          + "interval or reduce the time range to produce \(EventTimeBuckets.maximumCount) buckets or fewer.")
    }
    end = until > now ? EventTimeBuckets.end(of: unit, at: now) : until
    let distance = since.microseconds.subtractingReportingOverflow(EventTimeBuckets.pivot.microseconds)
    let first = EventTimeBuckets.floor(distance.overflow ? .min : distance.partialValue, length)
    start = EventTimeBuckets.pivot + .microseconds(first.multipliedReportingOverflow(by: length).partialValue)
  }

  /// A count for every bucket; those of none are 0.
  ///
  /// - Parameter counts: By the bucket's number, counted from the first.
  public func counts(_ counts: [Int: Int]) -> [EventCount] {
    var filled: [EventCount] = []
    var start = start
    while start < end, filled.count <= EventTimeBuckets.maximumCount {
      let next = start + .microseconds(length)
      filled.append(
        EventCount(
          value: String(filled.count), label: start.textWithOffset, count: counts[filled.count] ?? 0,
          start: start, end: next - .microseconds(1)))
      start = next
    }
    return filled
  }

  /// The last microsecond of the unit that a moment is in; a week ends on Sunday.
  private static func end(of unit: Unit, at moment: Timestamp) -> Timestamp {
    let length = unit.microseconds
    let start = floor(moment.microseconds - pivot.microseconds, length) * length + pivot.microseconds
    return Timestamp(microseconds: start + length - 1)
  }

  private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

extension Int {
  fileprivate init(clamping value: Double) {
    self = Int(exactly: value) ?? (value < 0 ? .min : .max)
  }
}
