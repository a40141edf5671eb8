/// Durations in nanoseconds, kept whole: a run is bounded, so are they.
struct Samples {
  private(set) var values: [Int64] = []

  mutating func add(_ value: Int64) {
    values.append(value)
  }

  var count: Int { values.count }

  /// Adds `name`'s count, p50, p99 and greatest value in milliseconds.
  func report(_ name: String, to report: inout Report) {
    guard !values.isEmpty else { return }
    let sorted = values.sorted()
    func at(_ share: Double) -> Double {
      Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) / 1_000_000
    }
    report.add("\(name)_count", sorted.count)
    report.add("\(name)_p50_ms", at(0.5))
    report.add("\(name)_p99_ms", at(0.99))
    report.add("\(name)_max_ms", at(1))
  }
}
