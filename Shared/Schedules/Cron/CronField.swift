/// The values that one field of a cron expression lets through.
struct CronField: Sendable, Hashable {
  enum Name: Int, Sendable {
    case minute, hour, day, month, weekday, second, year

    var range: ClosedRange<Int> {
      switch self {
      case .minute, .second: 0...59
      case .hour: 0...23
      case .day: 1...31
      case .month: 1...12
      case .weekday: 0...6
      case .year: 1970...2099
      }
    }

    /// The number that a word stands for in the field.
    func number(of word: Substring) -> Int? {
      let words: [Substring] =
        switch self {
        case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .weekday: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        default: []
        }
      return words.firstIndex(of: word).map { $0 + range.lowerBound }
    }

    /// What a number means that is another one's name: 7 is Sunday in an expression of five fields, and day 0 is the
    /// first in one of six.
    func aliased(_ number: Int, fieldCount: Int) -> Int {
      switch (self, number, fieldCount) {
      case (.weekday, 7, 5): 0
      case (.day, 0, 6): 1
      default: number
      }
    }
  }

  /// Every value is let through.
  var isAny = false
  /// Ascending.
  var values: [Int] = []
  /// The last day of the month, whichever that is.
  var hasLast = false

  /// How far it is to the next value, `span` being the number of values before they start over.
  func distance(from value: Int, span: Int) -> Int {
    if let next = values.first(where: { $0 >= value }) { return next - value }
    if hasLast { return span - value }
    return (values.first ?? value) - value + span
  }
}
