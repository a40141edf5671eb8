/// A cron field that leaves its value open: `R`, `R(a-b)`, `R/step` or `R(a-b)/step`.
///
/// Croniter draws anew whenever it reads the expression; here the draw is fixed by a number that the caller chooses, so
/// that a schedule stays the same from one look to the next. `H` asks for a name to hash, which schedules do not have.
struct CronRandom {
  private let range: ClosedRange<Int>?
  private let step: Int?
  private let isHashed: Bool

  /// - Returns: nil for a field that is no such form.
  init?(_ field: Substring) {
    guard let kind = field.first, kind == "r" || kind == "h" else { return nil }
    isHashed = kind == "h"
    var rest = field.dropFirst()
    var bounds: [Substring] = []
    if rest.first == "(" {
      guard let end = rest.firstIndex(of: ")") else { return nil }
      bounds = rest[rest.index(after: rest.startIndex)..<end].split(separator: "-", omittingEmptySubsequences: false)
      guard bounds.count == 2, bounds.allSatisfy({ CronReader.number($0) != nil }) else { return nil }
      rest = rest[rest.index(after: end)...]
    }
    if rest.first == "/" {
      guard let number = CronReader.number(rest.dropFirst()) else { return nil }
      step = number
    } else {
      guard rest.isEmpty else { return nil }
      step = nil
    }
    let numbers = bounds.compactMap(CronReader.number)
    range = numbers.count == 2 && numbers[0] < numbers[1] ? numbers[0]...numbers[1] : nil
    isEmptyRange = numbers.count == 2 && range == nil
  }

  private let isEmptyRange: Bool

  /// The field with its value drawn.
  func expanded(_ full: ClosedRange<Int>, shift: Int, spread: UInt32) throws(CronError) -> String {
    guard !isHashed, !isEmptyRange, step != 0 else { throw CronError(reason: "there is nothing to draw from") }
    let range = range ?? full
    guard full.lowerBound <= range.lowerBound, range.upperBound <= full.upperBound else {
      throw CronError(reason: "the range is out of bounds")
    }
    let choices = min(step ?? range.count, range.count)
    let first = range.lowerBound + Int(spread >> UInt32(shift)) % choices
    guard let step, first < range.upperBound else { return "\(first)" }
    return "\(first)-\(range.upperBound)/\(step)"
  }
}
