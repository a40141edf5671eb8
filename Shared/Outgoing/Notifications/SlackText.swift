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

  /// Longer texts, which Slack refuses, are only escaped: each link takes a walk through the whole text.
  private static let longest = 40_000

  /// Apprise's way: everything is escaped, then what looks like a link or a mention is put back everywhere.
  static func formatted(_ text: String) -> String {
    let escapedText = escaped(text)
    var bytes = Array(escapedText.utf8)
    guard bytes.count <= longest else { return escapedText }
    for mark in Mark.allCases {
      // What was put back everywhere is nowhere any more, so that it needs no second walk.
      var done: Set<[UInt8]> = []
      for found in matches(of: mark, in: bytes) where !done.contains(found.source) {
        let target = mark == .link ? unescapedAmpersands(found.target) : trimmed(found.target)
        var replacement = Array("<\(mark.prefix)".utf8) + target
        if !found.text.isEmpty { replacement += [0x7C] + found.text }
        replacement.append(0x3E)
        bytes = replacing(found.source, with: replacement, in: bytes)
        if !contains(replacement, found.source.map(lower)) { done.insert(found.source) }
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
    let beginnings = mark.beginnings
    let ends = Ends(bytes)
    var found: [Match] = []
    var floor = 0
    var index = 0
    while index < bytes.count {
      guard let beginning = beginnings.first(where: { starts(bytes, at: index, with: $0) }),
        let tail = ends.tail(from: index + beginning.count)
      else {
        index += 1
        continue
      }
      let start = start(bytes, before: index, floor: floor)
      let targetStart = mark == .link ? index : index + beginning.count
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

  /// Where targets and texts end, found once for all positions.
  private struct Ends {
    private let bytes: [UInt8]
    /// The next `|`, blank or end of line, at or after each position.
    private var targetEnds: [Int]
    /// The next closing bracket of the line, at or after each position; -1 for none.
    private var nextClosings: [Int]
    /// The last closing bracket before each position; -1 for none.
    private var lastClosings: [Int]

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
      targetEnds = [Int](repeating: bytes.count, count: bytes.count + 1)
      nextClosings = [Int](repeating: -1, count: bytes.count + 1)
      lastClosings = [Int](repeating: -1, count: bytes.count + 1)
      for index in bytes.indices.reversed() {
        let byte = bytes[index]
        targetEnds[index] = byte == 0x7C || byte == 0x20 || byte == 0x0A ? index : targetEnds[index + 1]
        nextClosings[index] = byte == 0x0A ? -1 : length(at: index) > 0 ? index : nextClosings[index + 1]
      }
      for index in bytes.indices {
        lastClosings[index + 1] = length(at: index) > 0 ? index : lastClosings[index]
      }
    }

    /// The length of a closing bracket; zero for none.
    private func length(at index: Int) -> Int {
      if bytes[index] == 0x3E { return 1 }
      return bytes[index] == 0x26 && starts(bytes, at: index, with: greater) ? greater.count : 0
    }

    func tail(from start: Int) -> (targetEnd: Int, text: Range<Int>, end: Int)? {
      guard start < bytes.count else { return nil }
      let end = targetEnds[start]
      guard end > start else { return nil }
      let bar = skippingBlanks(from: end)
      if bar < bytes.count, bytes[bar] == 0x7C {
        let text = skippingBlanks(from: bar + 1)
        // The text has one character at least, if a bracket closes it; else there may be none.
        if text < bytes.count, bytes[text] != 0x0A, nextClosings[text + 1] >= 0 {
          let close = nextClosings[text + 1]
          return (end, text..<close, close + length(at: close))
        }
        if text < bytes.count, length(at: text) > 0 { return (end, text..<text, text + length(at: text)) }
      }
      let close = lastClosings[end]
      return close > start ? (close, close..<close, close + length(at: close)) : nil
    }

    private func skippingBlanks(from start: Int) -> Int {
      var index = start
      while index < bytes.count, isBlank(bytes[index]) { index += 1 }
      return index
    }
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

  /// `pattern` is in lower case.
  private static func contains(_ bytes: [UInt8], _ pattern: [UInt8]) -> Bool {
    bytes.indices.contains { starts(bytes, at: $0, with: pattern) }
  }

  /// Everywhere, whatever the case of letters.
  private static func replacing(_ source: [UInt8], with replacement: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    let pattern = source.map(lower)
    guard let first = pattern.first else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    var copied = 0
    while index < bytes.count {
      if lower(bytes[index]) == first, starts(bytes, at: index, with: pattern) {
        result += bytes[copied..<index]
        result += replacement
        index += pattern.count
        copied = index
      } else {
        index += 1
      }
    }
    return copied == 0 ? bytes : result + bytes[copied...]
  }
}
