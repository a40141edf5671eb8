/// Reads the one setting that is a JSON object: names to durations (text, or a number of seconds).
enum DurationMap {
  static func parse(_ text: String) -> [String: Duration]? {
    var rest = text.unicodeScalars[...]
    var result: [String: Duration] = [:]
    guard take("{", &rest) else { return nil }
    if take("}", &rest) { return atEnd(&rest) ? result : nil }
    repeat {
      guard let name = string(&rest), take(":", &rest) else { return nil }
      guard let value = string(&rest) ?? number(&rest), let span = Duration(settingText: value), span > .zero else {
        return nil
      }
      result[name] = span
    } while take(",", &rest)
    guard take("}", &rest), atEnd(&rest) else { return nil }
    return result
  }

  private static func skip(_ rest: inout Substring.UnicodeScalarView) {
    while let first = rest.first, " \t\r\n".unicodeScalars.contains(first) { rest.removeFirst() }
  }

  private static func atEnd(_ rest: inout Substring.UnicodeScalarView) -> Bool {
    skip(&rest)
    return rest.isEmpty
  }

  private static func take(_ scalar: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView) -> Bool {
    skip(&rest)
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  /// A string whose escapes are at most `\"`, `\\` and `\/`: event names need no others.
  private static func string(_ rest: inout Substring.UnicodeScalarView) -> String? {
    let start = rest
    guard take("\"", &rest) else { return nil }
    var text = String.UnicodeScalarView()
    while let next = rest.popFirst() {
      switch next {
      case "\"": return String(text)
      case "\\":
        guard let escaped = rest.popFirst(), "\"\\/".unicodeScalars.contains(escaped) else { return nil }
        text.append(escaped)
      default: text.append(next)
      }
    }
    rest = start
    return nil
  }

  private static func number(_ rest: inout Substring.UnicodeScalarView) -> String? {
    skip(&rest)
    let digits = rest.prefix { "0123456789.eE+-".unicodeScalars.contains($0) }
    rest = rest.dropFirst(digits.count)
    return digits.isEmpty ? nil : String(digits)
  }
}
