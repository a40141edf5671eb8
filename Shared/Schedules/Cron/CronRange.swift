/// An item of a cron field that stands for several values: `a-b`, `a-b/step`, `a/step` or `*/step`.
struct CronRange {
  private let low: Substring
  private let high: Substring
  private let step: Int

  /// - Returns: nil for an item that is none of these.
  init?(_ item: Substring, _ name: CronField.Name) {
    let halves = item.split(separator: "/", omittingEmptySubsequences: false)
    let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
    guard halves.count <= 2, ends.count <= 2, !ends.contains(where: \.isEmpty) else { return nil }
    if halves.count == 2 {
      guard let step = CronReader.number(halves[1]) else { return nil }
      self.step = step
    } else {
      guard ends.count == 2 else { return nil }
      step = 1
    }
    if ends.count == 2 {
      (low, high) = (ends[0], ends[1])
    } else if ends[0] == "*" {
      (low, high) = ("\(name.range.lowerBound)", "\(name.range.upperBound)")
    } else {
      (low, high) = (ends[0], "\(name.range.upperBound)")
    }
  }

  /// The values, which may lie outside of the field at its lower end.
  func values(_ name: CronField.Name, fieldCount: Int) throws(CronError) -> [Int] {
    func bound(_ text: Substring) throws(CronError) -> Int {
      guard let number = CronReader.number(text) ?? name.number(of: text) else {
        throw CronError(reason: "\(text) is no bound of a range")
      }
      return name.aliased(number, fieldCount: fieldCount)
    }
    let range = name.range
    let first = try bound(low)
    let last = try bound(name == .day && high == "l" ? "31" : high)
    guard max(first, last) <= range.upperBound else { throw CronError(reason: "the range is out of bounds") }
    guard step > 0 else { throw CronError(reason: "a step of 0 leads nowhere") }
    // From a value to itself is once round.
    if first == last { return Array(stride(from: range.lowerBound, through: range.upperBound, by: step)) }
    if first < last { return Array(stride(from: first, through: last, by: step)) }
    var values = Array(stride(from: first, through: range.upperBound, by: step))
    let reached = values.last ?? first
    let skipped = range.upperBound - reached
    // The step goes on over the end, by croniter's reckoning only where it would lead more than one beyond.
    let overlap = reached - range.lowerBound + step > range.count && skipped < step ? step - skipped : 0
    values += stride(from: range.lowerBound + overlap, through: last, by: step)
    return values
  }
}
