/// How often observed values fell below each of some fixed bounds.
public final class Histogram: Sendable {
  /// Bounds for the time of a request or statement, in seconds.
  public static let latencyBounds: [Double] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]
  /// Bounds for counts, such as the size of a batch.
  public static let sizeBounds: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]

  let bounds: [Double]
  private let counts: [Counter]
  private let total = AtomicDouble()

  init(bounds: [Double]) {
    self.bounds = Set(bounds.filter(\.isFinite)).sorted()
    counts = (0...self.bounds.count).map { _ in Counter() }
  }

  /// Counts a value; one that is not a number is left out.
  public func observe(_ value: Double) {
    guard !value.isNaN else { return }
    var low = 0
    var high = bounds.count
    while low < high {
      let middle = (low + high) / 2
      if value <= bounds[middle] { high = middle } else { low = middle + 1 }
    }
    counts[low].add()
    total.add(value)
  }

  /// Counts a time, in seconds.
  public func observe(_ span: Duration) { observe(span / .seconds(1)) }

  public var count: Int { counts.reduce(0) { $0 + $1.value } }
  public var sum: Double { total.load() }

  /// The number of values up to each bound, and of all.
  var cumulative: [Int] {
    var sum = 0
    return counts.map { counter in
      sum += counter.value
      return sum
    }
  }
}
