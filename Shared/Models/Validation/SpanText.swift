/// Spans of time inside texts and numbers, as the reference takes them.
public enum SpanText {
  /// The longest span: 999,999,999 days.
  static let maximumSeconds = 86_400.0 * 999_999_999

  /// A number of seconds, to the microsecond.
  public static func span(seconds: Double) -> Duration? {
    guard seconds.isFinite, seconds.magnitude <= maximumSeconds else { return nil }
    let whole = seconds.rounded(.towardZero)
    let fraction = ((seconds - whole) * 1_000_000).rounded()
    return .seconds(Int64(whole)) + .microseconds(Int64(fraction))
  }

  /// `P1DT2H3M4.5S` (weeks, and a sign in front) or `[D d[ays][,]] HH:MM[:SS[.f]]`.
  public static func span(_ text: String) -> Duration? {
    var cursor = TextCursor(text)
    let isNegative = cursor.take("-")
    if !isNegative { _ = cursor.take("+") }
    guard let seconds = cursor.take("P", "p") ? isoSeconds(&cursor) : clockSeconds(&cursor), cursor.isAtEnd else {
      return nil
    }
    return span(seconds: isNegative ? -seconds : seconds)
  }

  private static func isoSeconds(_ cursor: inout TextCursor) -> Double? {
    var total = 0.0
    var isTime = false
    var parts = 0
    while !cursor.isAtEnd {
      if !isTime, cursor.take("T", "t") {
        isTime = true
        continue
      }
      guard let number = cursor.number() else { return nil }
      if isTime {
        if cursor.take("H", "h") {
          total += number * 3600
        } else if cursor.take("M", "m") {
          total += number * 60
        } else if cursor.take("S", "s") {
          total += number
        } else {
          return nil
        }
      } else {
        if cursor.take("D", "d") {
          total += number * 86_400
        } else if cursor.take("W", "w") {
          total += number * 604_800
        } else if cursor.take("M", "m") {
          total += number * 2_592_000
        } else if cursor.take("Y", "y") {
          total += number * 31_536_000
        } else {
          return nil
        }
      }
      parts += 1
    }
    return parts > 0 ? total : nil
  }

  private static func clockSeconds(_ cursor: inout TextCursor) -> Double? {
    var total = 0.0
    guard var number = cursor.number() else { return nil }
    let isSpaced = cursor.take(" ")
    if cursor.take("d", "D") {
      total = number * 86_400
      if cursor.take("a") {
        guard cursor.take("y") else { return nil }
        _ = cursor.take("s")
      }
      _ = cursor.take(",")
      if cursor.isAtEnd { return total }
      guard cursor.take(" "), let hours = cursor.number() else { return nil }
      number = hours
    }
    guard !isSpaced || total > 0, cursor.take(":"), let minutes = cursor.number(), minutes < 60 else { return nil }
    total += number * 3600 + minutes * 60
    if cursor.take(":") {
      guard let seconds = cursor.number(), seconds < 60 else { return nil }
      total += seconds
    }
    return total
  }
}
