internal import JSON
internal import Templates

/// How Python shows a value: the wording of validation messages is made of it.
public struct PythonRepresentation {
  private var text = ""

  static func of(_ value: SchemaValue) -> String {
    var representation = PythonRepresentation()
    representation.append(value)
    return representation.text
  }

  public static func of(_ text: String) -> String { of(.string(text)) }

  /// Texts with commas between.
  static func list(_ texts: some Sequence<String>) -> String {
    texts.map { of($0) }.joined(separator: ", ")
  }

  private mutating func append(_ value: SchemaValue) {
    switch value {
    case .null: text += "None"
    case .bool(let flag): text += flag ? "True" : "False"
    case .number(let number): append(number)
    case .string(let string): text += PythonText.quoted(string)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        append(element)
      }
      text += "]"
    case .object(let object):
      text += "{"
      for (index, (key, member)) in object.members.enumerated() {
        if index > 0 { text += ", " }
        text += PythonText.quoted(key)
        text += ": "
        append(member)
      }
      text += "}"
    case .placeholder(let placeholder): text += placeholder.representation
    }
  }

  private mutating func append(_ number: SchemaNumber) {
    switch number {
    case .integer(let value): text += String(value)
    case .digits(let digits): text += digits
    case .float(let value): text += PythonText.number(value)
    }
  }
}

extension SchemaValue {
  /// How Python shows it.
  public var pythonRepresentation: String { PythonRepresentation.of(self) }
}
