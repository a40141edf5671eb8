internal import JSON
public import Values

extension Reading where Value == UUID {
  /// A text of an identifier: with or without hyphens, in braces, or as a URN.
  public static let uuid = Reading(schema: .uuid, fallback: UUID(high: 0, low: 0)) { value, problems in
    if let identifier = UUID(spelledBy: value) { return identifier }
    guard let text = value.text else {
      problems.add("uuid_type", "UUID input should be a string, bytes or UUID object", input: value)
      return nil
    }
    if let identifier = UUID(lenient: text) { return identifier }
    let reason = UUIDText.reason(text)
    problems.add(
      "uuid_parsing", "Input should be a valid UUID, " + reason, input: value,
      context: RawJSON { writer in
        writer.beginObject()
        writer.key("error")
        writer.string(reason)
        writer.endObject()
      })
    return nil
  }
}

extension Reading where Value == [UUID] {
  /// A list of identifiers, no longer than a maximum. Those that are all spelled as usual are read without a note of where in
  /// the body each of them stands.
  public static func uuids(maximum: Int = .max) -> Reading {
    let careful = Reading.list(.uuid, maximum: maximum)
    return Reading(schema: careful.schema(), fallback: []) { value, problems in
      guard value.kind == .array else { return careful.read(value, problems) }
      var identifiers: [UUID] = []
      for element in value.elements {
        guard identifiers.count < maximum, let identifier = UUID(spelledBy: element) else {
          return careful.read(value, problems)
        }
        identifiers.append(identifier)
      }
      return identifiers
    }
  }
}

extension UUID {
  /// Reads the usual spelling, which has no escapes; nil for anything else.
  fileprivate init?(spelledBy value: JSONValue) {
    guard value.kind == .string,
      let identifier = value.source.dropFirst().dropLast().withUnsafeBufferPointer({ UUID(utf8: $0) })
    else { return nil }
    self = identifier
  }

  /// Reads the forms pydantic takes.
  public init?(lenient text: String) {
    if let identifier = UUID(text) {
      self = identifier
    } else if text.hasPrefix("urn:uuid:"), text.utf8.count == 45, let identifier = UUID(text.dropFirst(9)) {
      self = identifier
    } else if text.hasPrefix("{"), text.hasSuffix("}"), text.utf8.count == 38,
      let identifier = UUID(text.dropFirst().dropLast())
    {
      self = identifier
    } else {
      return nil
    }
  }
}

/// Why a text is no identifier, in the words of the reference.
enum UUIDText {
  static func reason(_ text: String) -> String {
    var body = text[...]
    var offset = 0
    var mayBeSimple = true
    if text.hasPrefix("{"), text.hasSuffix("}"), text.utf8.count > 1 {
      body = text.dropFirst().dropLast()
      offset = 1
      mayBeSimple = false
    } else if text.hasPrefix("urn:uuid:") {
      body = text.dropFirst(9)
      offset = 9
      mayBeSimple = false
    }
    var hyphens: [Int] = []
    var index = 0
    for scalar in body.unicodeScalars {
      if scalar == "-" {
        hyphens.append(index)
      } else if !scalar.properties.isASCIIHexDigit {
        return "invalid character: found `\(scalar)` at \(index + offset)"
      }
      index += UTF8.width(scalar)
    }
    if hyphens.isEmpty, mayBeSimple { return "invalid length: found \(text.utf8.count)" }
    guard hyphens.count == 4 else { return "invalid group count: expected 5, found \(hyphens.count + 1)" }
    let starts = [0, 9, 14, 19, 24]
    for group in 0..<4 where hyphens[group] != starts[group + 1] - 1 {
      let expected = starts[group + 1] - 1 - starts[group]
      return "invalid group length in group \(group): expected \(expected), found \(hyphens[group] - starts[group])"
    }
    return "invalid group length in group 4: expected 12, found \(text.utf8.count - starts[4])"
  }
}
