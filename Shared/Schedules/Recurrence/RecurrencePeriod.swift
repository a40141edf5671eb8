/// The dates of one period of a rule: each of its times on each of its days, or those of them that positions pick.
struct RecurrencePeriod: Sendable {
  private let days: [Int64]
  /// Seconds from midnight, ascending.
  private let times: [Int64]
  private let picked: [Int64]?

  init(days: [Int64], times: [Int64], positions: [Int]) {
    self.days = days
    self.times = times
    let all = days.count * times.count
    guard !positions.isEmpty, !times.isEmpty else {
      picked = nil
      return
    }
    let places = Set(positions.map { $0 > 0 ? $0 - 1 : all + $0 }.filter { (0..<all).contains($0) })
    picked = places.sorted().map { days[$0 / times.count] * 86_400 + times[$0 % times.count] }
  }

  var count: Int { picked?.count ?? days.count * times.count }

  subscript(index: Int) -> Int64 {
    picked?[index] ?? days[index / times.count] * 86_400 + times[index % times.count]
  }

  /// Where the first date is that is not before a wall time.
  func firstIndex(from wall: Int64) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < wall { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
