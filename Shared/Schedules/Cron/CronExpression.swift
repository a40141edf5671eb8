/// Why a text is no cron expression.
public struct CronError: Error, Sendable, Equatable {
  public let reason: String
}

/// A cron expression of five to seven fields: minute, hour, day of month, month, day of week, second, year, in the dialect
/// of the Python library croniter (contract §4.1, §7.9).
public struct CronExpression: Sendable, Hashable {
  /// Which of the days of one name within a month.
  enum Ordinal: Sendable, Hashable {
    case number(Int)
    case last
  }

  var minute = CronField()
  var hour = CronField()
  var day = CronField()
  var month = CronField()
  var weekday = CronField()
  /// Nil where the expression has five fields: then runs are on whole minutes.
  var second: CronField?
  var year: CronField?
  /// Days of week that count within their month only, like the second Friday; where there is any, the field of the day of
  /// week means nothing else.
  var weekdaysOfMonth: [Int: Set<Ordinal>] = [:]

  /// No expression that makes sense is longer, in characters.
  public static let maximumLength = 6500

  /// - Parameter spread: What fields that say `R` take their values from: equal ones make equal expressions.
  public init(_ text: String, spread: UInt32 = 0) throws(CronError) {
    guard text.utf8.count <= CronExpression.maximumLength else { throw CronError(reason: "too long") }
    var reader = try CronReader(text, spread: spread)
    self = try reader.expression()
  }

  /// No value of any field is let through.
  init() {}

  /// Whether a field of the expression is nothing but `R` or `H`, which servers refuse.
  public static func isRandom(_ text: String) -> Bool {
    text.split(whereSeparator: \.isWhitespace).contains { ["R", "H", "r", "h"].contains($0) }
  }
}
