internal import JSON

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
    case .string(let string): append(quoting: string)
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
        append(quoting: key)
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
    case .float(let value):
      guard value.isFinite else {
        text += value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
        return
      }
      var writer = JSONWriter(reserving: 32)
      writer.double(value)
      text += String(decoding: writer.bytes, as: UTF8.self)
    }
  }

  /// In single quotes, unless only those are in the text.
  private mutating func append(quoting string: String) {
    let scalars = string.unicodeScalars
    let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
    text.unicodeScalars.append(quote)
    for scalar in scalars {
      switch scalar {
      case quote, "\\":
        text += "\\"
        text.unicodeScalars.append(scalar)
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case " "..."~": text.unicodeScalars.append(scalar)
      default:
        if scalar.value >= 0x80, scalar.isPrintable {
          text.unicodeScalars.append(scalar)
        } else {
          append(escaping: scalar.value)
        }
      }
    }
    text.unicodeScalars.append(quote)
  }

  private mutating func append(escaping value: UInt32) {
    let (letter, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
    let digits = String(value, radix: 16)
    text += "\\\(letter)" + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

extension Unicode.Scalar {
  /// Whether Python shows the character as it is.
  fileprivate var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      false
    default: true
    }
  }
}
