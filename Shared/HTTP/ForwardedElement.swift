/// What one proxy says in the field `Forwarded` (RFC 7239 §4), by parameter names in lower case.
struct ForwardedElement: Equatable {
  private(set) var parameters: [String: String] = [:]

  subscript(name: String) -> String? { parameters[name] }

  /// The elements of a field, the outermost proxy's first; empty when the field breaks the grammar.
  static func elements(_ text: String) -> [ForwardedElement] {
    var reader = Reader(rest: text[...])
    return reader.elements() ?? []
  }

  private struct Reader {
    var rest: Substring

    mutating func elements() -> [ForwardedElement]? {
      var elements: [ForwardedElement] = []
      repeat {
        guard let element = element() else { return nil }
        if !element.parameters.isEmpty { elements.append(element) }
      } while take(",")
      return rest.isEmpty ? elements : nil
    }

    private mutating func element() -> ForwardedElement? {
      var element = ForwardedElement()
      repeat {
        skipSpaces()
        let name = token()
        guard !name.isEmpty else { continue }
        guard take("="), let value = rest.first == "\"" ? quoted() : token(), !value.isEmpty,
          element.parameters.updateValue(value, forKey: name.lowercased()) == nil
        else { return nil }
        skipSpaces()
      } while take(";")
      return element
    }

    private mutating func quoted() -> String? {
      var value = ""
      rest.removeFirst()
      while let character = rest.popFirst() {
        switch character {
        case "\"": return value
        case "\\":
          guard let escaped = rest.popFirst() else { return nil }
          value.append(escaped)
        default: value.append(character)
        }
      }
      return nil
    }

    private mutating func token() -> String {
      let token = rest.prefix { !",;=\" \t".contains($0) }
      rest = rest[token.endIndex...]
      return String(token)
    }

    private mutating func take(_ character: Character) -> Bool {
      guard rest.first == character else { return false }
      rest.removeFirst()
      return true
    }

    private mutating func skipSpaces() {
      rest = rest.drop { $0 == " " || $0 == "\t" }
    }
  }
}
