/// What Python's text methods do to letters, spaces and widths.
enum PythonCase {
  /// Every word with a capital, a word being a run of cased letters.
  static func titled(_ text: String) -> String {
    var result = ""
    var isWithin = false
    for scalar in text.unicodeScalars {
      let letter = String(Character(scalar))
      result += isWithin ? letter.lowercased() : scalar.properties.titlecaseMapping
      isWithin = scalar.properties.isCased
    }
    return result
  }

  static func capitalized(_ text: String) -> String {
    guard let first = text.unicodeScalars.first else { return text }
    return first.properties.titlecaseMapping + String(text.unicodeScalars.dropFirst()).lowercased()
  }

  static func swapped(_ text: String) -> String {
    text.unicodeScalars.map {
      $0.properties.isUppercase ? $0.properties.lowercaseMapping : $0.properties.uppercaseMapping
    }.joined()
  }

  /// Without characters at its ends: white space where none are named.
  static func trimmed(_ text: String, of characters: String?, atStart: Bool = true, atEnd: Bool = true) -> String {
    let cut = characters.map { Set($0.unicodeScalars) }
    func isCut(_ scalar: Unicode.Scalar) -> Bool { cut?.contains(scalar) ?? scalar.isSpace }
    var rest = text.unicodeScalars[...]
    if atStart { rest = rest.drop(while: isCut) }
    if atEnd { while let last = rest.last, isCut(last) { rest.removeLast() } }
    return String(rest)
  }

  static func padded(_ text: String, to width: Int, _ side: String, with fill: String) -> String {
    let missing = width - text.unicodeScalars.count
    guard missing > 0 else { return text }
    switch side {
    case "ljust": return text + String(repeating: fill, count: missing)
    case "rjust": return String(repeating: fill, count: missing) + text
    case "zfill":
      let hasSign = text.hasPrefix("-") || text.hasPrefix("+")
      let digits = hasSign ? String(text.dropFirst()) : text
      return (hasSign ? String(text.prefix(1)) : "") + String(repeating: "0", count: missing) + digits
    default:
      // Python puts the odd one to the left of an odd width.
      let left = missing / 2 + (missing & width & 1)
      return String(repeating: fill, count: left) + text + String(repeating: fill, count: missing - left)
    }
  }

  /// Whether all characters are of a kind, and there is one.
  static func isAll(_ text: String, _ kind: String) -> Bool {
    let scalars = text.unicodeScalars
    switch kind {
    case "islower": return scalars.contains { $0.properties.isLowercase } && !scalars.contains { $0.isUpperOrTitle }
    case "isupper": return scalars.contains { $0.isUpperOrTitle } && !scalars.contains { $0.properties.isLowercase }
    case "isspace": return !scalars.isEmpty && scalars.allSatisfy(\.isSpace)
    case "isdigit":
      return !scalars.isEmpty
        && scalars.allSatisfy { $0.properties.numericType == .decimal || $0.properties.numericType == .digit }
    case "isalpha": return !scalars.isEmpty && scalars.allSatisfy(\.isLetter)
    default: return !scalars.isEmpty && scalars.allSatisfy { $0.isLetter || $0.properties.numericType != nil }
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isUpperOrTitle: Bool { properties.isUppercase || properties.generalCategory == .titlecaseLetter }

  fileprivate var isLetter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
