/// Flow runs that a metric trigger can't tell apart, added up.
public struct MeasuredRuns: Sendable, Hashable {
  /// The flow, deployment, work queue, work pool and tags of the runs, as the events of the runs name them.
  public var related: [Resource]
  /// How many runs there are.
  public var count: Int
  /// What they measure, in all: see `MetricTrigger.Metric`.
  public var sum: Double

  public init(related: [Resource], count: Int, sum: Double) {
    self.related = related
    self.count = count
    self.sum = sum
  }
}

extension MetricTrigger {
  /// The trigger's value: the average over all runs that it looks at.
  ///
  /// - Parameter runs: Those of its metric and range.
  /// - Returns: Nil if there are none.
  public func value(of runs: [MeasuredRuns]) -> Double? {
    let specifications = matchRelated.specifications
    var (count, sum) = (0, 0.0)
    for group in runs where specifications.allSatisfy({ $0.matchesAny(of: group.related) }) {
      count += group.count
      sum += group.sum
    }
    return count == 0 ? nil : sum / Double(count)
  }
}
