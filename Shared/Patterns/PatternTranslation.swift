/// Turns the spelling of Python's `re` into PCRE2's where both read one text differently.
enum PatternTranslation {
  /// Bytes of a pattern.
  private static let maximumLength = 16_384
  /// The letters that `re` takes behind a backslash.
  private static let knownEscapes = Set("AbBdDsSwWZafnrtx".unicodeScalars)

  /// - Throws: `malformed` for escapes that `re` refuses and PCRE2 would take.
  static func translate(_ text: String) throws(PatternError) -> String {
    guard text.utf8.count <= maximumLength else { throw .malformed }
    let characters = Array(text.unicodeScalars)
    var output = String.UnicodeScalarView()
    var index = 0
    var isInClass = false
    while index < characters.count {
      let character = characters[index]
      index += 1
      switch character {
      case "\\":
        guard index < characters.count else { throw .malformed }
        let escape = characters[index]
        index += 1
        if escape == "u" {
          let digits = characters[index...].prefix(4)
          guard digits.count == 4, digits.allSatisfy(\.properties.isASCIIHexDigit) else { throw .malformed }
          output.append(contentsOf: "\\x{".unicodeScalars)
          output.append(contentsOf: digits)
          output.append("}")
          index += 4
        } else {
          try append(escape, isInClass: isInClass, to: &output)
        }
      case "[" where !isInClass:
        isInClass = true
        output.append(character)
        if index < characters.count, characters[index] == "^" {
          output.append("^")
          index += 1
        }
        // A bracket at the first place stands for itself.
        if index < characters.count, characters[index] == "]" {
          output.append(contentsOf: "\\]".unicodeScalars)
          index += 1
        }
      case "[":
        // `[:alpha:]` is PCRE2's alone.
        output.append(contentsOf: "\\[".unicodeScalars)
      case "]" where isInClass:
        isInClass = false
        output.append(character)
      case "{" where !isInClass && isOpenRange(characters[index...]):
        output.append(contentsOf: "{0".unicodeScalars)
      default: output.append(character)
      }
    }
    return String(output)
  }

  private static func append(
    _ escape: Unicode.Scalar, isInClass: Bool, to output: inout String.UnicodeScalarView
  ) throws(PatternError) {
    switch escape {
    case "Z" where !isInClass: output.append(contentsOf: "\\z".unicodeScalars)
    case "v": output.append(contentsOf: "\\x0b".unicodeScalars)
    case "a"..."z", "A"..."Z":
      guard knownEscapes.contains(escape) else { throw .malformed }
      output.append("\\")
      output.append(escape)
    default:
      output.append("\\")
      output.append(escape)
    }
  }

  /// Whether `,n}` follows, which `re` reads as from none to n.
  private static func isOpenRange(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
    guard rest.first == "," else { return false }
    let digits = rest.dropFirst().prefix { ("0"..."9").contains($0) }
    return !digits.isEmpty && rest.dropFirst(1 + digits.count).first == "}"
  }
}
