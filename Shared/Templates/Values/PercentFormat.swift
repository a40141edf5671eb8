internal import Glibc

/// `"%s of %d" % values`
struct PercentFormat {
  private let scalars: [Unicode.Scalar]

  init(_ format: String) {
    scalars = Array(format.unicodeScalars)
  }

  func apply(to values: TemplateValue, _ budget: Budget) throws(TemplateError) -> String {
    let all: [TemplateValue] = if case .tuple(let elements) = values { elements } else { [values] }
    var rest = all[...]
    var result = ""
    var position = 0
    while position < scalars.count {
      guard scalars[position] == "%" else {
        result.unicodeScalars.append(scalars[position])
        position += 1
        continue
      }
      position += 1
      result += try conversion(at: &position, &rest, values, budget)
      try budget.check(size: result.utf8.count)
    }
    switch values {
    // What has items may stay unused.
    case .dict, .list, .undefined: break
    default: guard rest.isEmpty else { throw .type("not all arguments converted during string formatting") }
    }
    return result
  }

  private func conversion(
    at position: inout Int, _ rest: inout ArraySlice<TemplateValue>, _ values: TemplateValue, _ budget: Budget
  ) throws(TemplateError) -> String {
    var named: TemplateValue?
    if position < scalars.count, scalars[position] == "(" {
      guard case .dict(let dictionary) = values else { throw .type("format requires a mapping") }
      var key = String.UnicodeScalarView()
      position += 1
      while position < scalars.count, scalars[position] != ")" {
        key.append(scalars[position])
        position += 1
      }
      position += 1
      guard let value = dictionary[.text(String(key))] else { throw TemplateError("KeyError", String(key)) }
      named = value
    }
    var flags: Set<Unicode.Scalar> = []
    while position < scalars.count, ["-", "+", " ", "#", "0"].contains(scalars[position]) {
      flags.insert(scalars[position])
      position += 1
    }
    let width = number(at: &position)
    var precision: Int?
    if position < scalars.count, scalars[position] == "." {
      position += 1
      precision = number(at: &position) ?? 0
    }
    try budget.check(size: max(width ?? 0, precision ?? 0))
    guard position < scalars.count else { throw .value("incomplete format") }
    let letter = scalars[position]
    position += 1
    if letter == "%" { return "%" }
    guard let value = named ?? rest.popFirst() else { throw .type("not enough arguments for format string") }
    var text = try spelled(value, as: letter, precision: precision, flags: flags, at: position - 1, budget)
    let missing = (width ?? 0) - text.unicodeScalars.count
    guard missing > 0 else { return text }
    if flags.contains("-") { return text + String(repeating: " ", count: missing) }
    if flags.contains("0"), !["s", "r"].contains(letter) {
      let sign = text.hasPrefix("-") || text.hasPrefix("+") ? String(text.removeFirst()) : ""
      return sign + String(repeating: "0", count: missing) + text
    }
    return String(repeating: " ", count: missing) + text
  }

  private func number(at position: inout Int) -> Int? {
    var value: Int?
    while position < scalars.count, scalars[position].isDigit, (value ?? 0) < 1_000_000_000 {
      value = (value ?? 0) * 10 + Int(scalars[position].value - 48)
      position += 1
    }
    return value
  }

  private func spelled(
    _ value: TemplateValue, as letter: Unicode.Scalar, precision: Int?, flags: Set<Unicode.Scalar>, at offset: Int,
    _ budget: Budget
  ) throws(TemplateError) -> String {
    switch letter {
    case "s", "r":
      let text = letter == "s" ? try value.shown(budget) : try value.represented(budget)
      return precision.map { String(text.unicodeScalars.prefix($0)) } ?? text
    case "d", "i", "u":
      guard let number = value.number else {
        throw .type("%\(letter) format: a real number is required, not \(value.typeName)")
      }
      guard let whole = value.integer ?? Int64(exactly: number.rounded(.towardZero)) else {
        throw .overflow("An integer has more than 64 bits")
      }
      return sign(flags, whole < 0) + String(whole)
    case "x", "X", "o":
      guard let whole = value.integer else {
        throw .type("%\(letter) format: an integer is required, not \(value.typeName)")
      }
      return sign(flags, whole < 0) + String(whole, radix: letter == "o" ? 8 : 16, uppercase: letter == "X")
    case "f", "F":
      guard let number = value.number else { throw .type("must be real number, not \(value.typeName)") }
      return sign(flags, number < 0) + Decimals.fixed(number, places: min(precision ?? 6, 100))
    case "e", "E", "g", "G":
      guard let number = value.number else { throw .type("must be real number, not \(value.typeName)") }
      return sign(flags, number < 0) + Decimals.text(number, letter, precision: min(precision ?? 6, 100))
    default: throw .unsupported("The format '%\(letter)'")
    }
  }

  private func sign(_ flags: Set<Unicode.Scalar>, _ isNegative: Bool) -> String {
    isNegative ? "" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : ""
  }
}

/// Numbers with a fixed number of decimals.
enum Decimals {
  static func fixed(_ value: Double, places: Int) -> String { text(value, "f", precision: places) }

  /// - Parameter letter: How: `f`, `e`, `E`, `g` or `G`.
  static func text(_ value: Double, _ letter: Unicode.Scalar, precision: Int) -> String {
    guard value.isFinite else { return PythonText.number(value) }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
      let length = withVaList([Int32(precision), value]) {
        vsnprintf(buffer.baseAddress, buffer.count, "%.*\(letter)", $0)
      }
      return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}
