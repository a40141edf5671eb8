/// Cutting texts into parts.
enum Splitting {
  /// The parts between separators, or the words where there is none to go by; no more than a limit of cuts, if it is not negative.
  static func parts(of text: String, at separator: String?, limit: Int, _ budget: Budget) throws(TemplateError)
    -> [String]
  {
    var parts: [String] = []
    var rest = text.unicodeScalars[...]
    guard let separator else {
      while true {
        rest = rest.drop(while: \.isSpace)
        guard !rest.isEmpty else { return parts }
        try budget.spend(1)
        if limit >= 0, parts.count == limit {
          parts.append(PythonCase.trimmed(String(rest), of: nil, atStart: false))
          return parts
        }
        let word = rest.prefix { !$0.isSpace }
        parts.append(String(word))
        rest = rest[word.endIndex...]
      }
    }
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    while limit < 0 || parts.count < limit, let range = scalars.firstRange(of: separator, from: start) {
      try budget.spend(1)
      parts.append(String(scalars[start..<range.lowerBound]))
      start = range.upperBound
    }
    parts.append(String(scalars[start...]))
    return parts
  }

  /// The lines, without what ends them.
  static func lines(of text: String, _ budget: Budget) throws(TemplateError) -> [String] {
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    var wasReturn = false
    var isOpen = false
    for scalar in text.unicodeScalars {
      if scalar == "\n", wasReturn {
        wasReturn = false
        continue
      }
      wasReturn = scalar == "\r"
      switch scalar.value {
      case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029:
        try budget.spend(1)
        lines.append(String(line))
        line = String.UnicodeScalarView()
        isOpen = false
      default:
        line.append(scalar)
        isOpen = true
      }
    }
    if isOpen { lines.append(String(line)) }
    return lines
  }

  static func replacing(_ part: String, by other: String, in text: String, most: Int, _ budget: Budget)
    throws(TemplateError) -> String
  {
    if part.isEmpty {
      let scalars = text.unicodeScalars.map { String(Character($0)) }
      let count = most < 0 ? scalars.count + 1 : min(most, scalars.count + 1)
      try budget.spend(scalars.count)
      try budget.check(size: Int(clamping: text.utf8.count + count * other.utf8.count))
      let changed = scalars.prefix(count).map { other + $0 }.joined() + scalars.dropFirst(count).joined()
      return count > scalars.count ? changed + other : changed
    }
    let parts = try parts(of: text, at: part, limit: most, budget)
    try budget.check(size: text.utf8.count + (parts.count - 1) * max(0, other.utf8.count - part.utf8.count))
    return parts.joined(separator: other)
  }
}
