/// Text in Slack's notation: `&`, `<` and `>` are escaped, except in links and mentions (`<url|text>`, `<!channel>`, `<@user>`).
enum SlackText {
  static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// Apprise's way: everything is escaped, then what looks like a link or a mention is put back everywhere.
  static func formatted(_ text: String) -> String {
    var bytes = Array(escaped(text).utf8)
    for mark in Mark.allCases {
      for found in matches(of: mark, in: bytes) {
        let target = mark == .link ? unescapedAmpersands(found.target) : trimmed(found.target)
        var replacement = Array("<\(mark.prefix)".utf8) + target
        if !found.text.isEmpty { replacement += [0x7C] + found.text }
        bytes = replacing(found.source, with: replacement + [0x3E], in: bytes)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private enum Mark: CaseIterable {
    case channel, user, link

    var prefix: String {
      switch self {
      case .channel: "!"
      case .user: "@"
      case .link: ""
      }
    }

    /// What the match begins with, in lower case.
    var beginnings: [[UInt8]] {
      switch self {
      case .channel: [Array("!".utf8)]
      case .user: [Array("@".utf8)]
      case .link: ["https://", "http://", "mailto://"].map { Array($0.utf8) }
      }
    }
  }

  private struct Match {
    let source: [UInt8]
    let target: [UInt8]
    let text: [UInt8]
  }

  private static let less = Array("&lt;".utf8)
  private static let greater = Array("&gt;".utf8)

  /// From the left: `<`, blanks, the mark's beginning, the target, then `|text>` or `>`; brackets raw or escaped, the first
  /// of them optional.
  private static func matches(of mark: Mark, in bytes: [UInt8]) -> [Match] {
    var found: [Match] = []
    var floor = 0
    var index = 0
    while index < bytes.count {
      guard let beginning = mark.beginnings.first(where: { starts(bytes, at: index, with: $0) }) else {
        index += 1
        continue
      }
      let isLink = mark == .link
      let targetStart = isLink ? index : index + beginning.count
      guard let tail = tail(bytes, from: index + beginning.count) else {
        index += 1
        continue
      }
      let start = start(bytes, before: index, floor: floor)
      found.append(
        Match(
          source: Array(bytes[start..<tail.end]), target: Array(bytes[targetStart..<tail.targetEnd]),
          text: trimmed(Array(bytes[tail.text]))))
      floor = tail.end
      index = tail.end
    }
    return found
  }

  private static func start(_ bytes: [UInt8], before index: Int, floor: Int) -> Int {
    var start = index
    while start > floor, isBlank(bytes[start - 1]) { start -= 1 }
    if start - less.count >= floor, starts(bytes, at: start - less.count, with: less) { return start - less.count }
    if start > floor, bytes[start - 1] == 0x3C { return start - 1 }
    return start
  }

  private static func tail(
    _ bytes: [UInt8], from start: Int
  ) -> (targetEnd: Int, text: Range<Int>, end: Int)? {
    var end = start
    while end < bytes.count, bytes[end] != 0x7C, bytes[end] != 0x20, bytes[end] != 0x0A { end += 1 }
    guard end > start else { return nil }
    var bar = end
    while bar < bytes.count, isBlank(bytes[bar]) { bar += 1 }
    if bar < bytes.count, bytes[bar] == 0x7C {
      var text = bar + 1
      while text < bytes.count, isBlank(bytes[text]) { text += 1 }
      // The text has one character at least, if a bracket closes it; else there may be none.
      var close = text + 1
      while close < bytes.count, bytes[close - 1] != 0x0A {
        if let length = closing(bytes, at: close) { return (end, text..<close, close + length) }
        close += 1
      }
      if text < bytes.count, let length = closing(bytes, at: text) { return (end, text..<text, text + length) }
    }
    var close = end - 1
    while close > start {
      if let length = closing(bytes, at: close), close + length <= end { return (close, close..<close, close + length) }
      close -= 1
    }
    return nil
  }

  private static func closing(_ bytes: [UInt8], at index: Int) -> Int? {
    if bytes[index] == 0x3E { return 1 }
    return starts(bytes, at: index, with: greater) ? greater.count : nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    Array(PythonStrip.both(String(decoding: bytes, as: UTF8.self)).utf8)
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }

  /// `pattern` is in lower case.
  private static func starts(_ bytes: [UInt8], at index: Int, with pattern: [UInt8]) -> Bool {
    guard index + pattern.count <= bytes.count else { return false }
    for offset in pattern.indices where lower(bytes[index + offset]) != pattern[offset] { return false }
    return true
  }

  private static func unescapedAmpersands(_ bytes: [UInt8]) -> [UInt8] {
    let ampersand = Array("&amp;".utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let isEscaped = bytes[index...].starts(with: ampersand)
      result.append(bytes[index])
      index += isEscaped ? ampersand.count : 1
    }
    return result
  }

  /// Everywhere, whatever the case of letters.
  private static func replacing(_ source: [UInt8], with replacement: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    let pattern = source.map(lower)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if starts(bytes, at: index, with: pattern) {
        result += replacement
        index += pattern.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }
}
