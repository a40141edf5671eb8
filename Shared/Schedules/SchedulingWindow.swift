public import Values

/// Which of a schedule's dates are made runs of (contract §4.1).
public struct SchedulingWindow: Sendable, Hashable {
  public var start: Timestamp
  /// The last moment a date may lie at.
  public var end: Timestamp
  /// Dates are wanted until at least this long after the start.
  public var minimumTime: Duration
  /// At least so many dates are wanted.
  public var minimumRuns: Int
  /// No more dates than these; one is made even of 0.
  public var maximumRuns: Int

  /// However many are asked for, no more than these are made at once.
  public static let largestCount = 1002

  public init(
    start: Timestamp, end: Timestamp, minimumTime: Duration, minimumRuns: Int, maximumRuns: Int
  ) {
    self.start = start
    self.end = end
    self.minimumTime = minimumTime
    self.minimumRuns = minimumRuns
    self.maximumRuns = maximumRuns
  }

  /// The dates that are wanted, taken from all that a schedule has from the start on.
  public func dates(from all: some Sequence<Timestamp>) -> [Timestamp] {
    let enough = start + minimumTime
    let most = max(1, min(maximumRuns, SchedulingWindow.largestCount))
    var dates: [Timestamp] = []
    for date in all {
      if date > end { break }
      dates.append(date)
      if dates.count >= most || (dates.count >= minimumRuns && date >= enough) { break }
    }
    return dates
  }
}
