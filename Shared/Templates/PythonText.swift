internal import JSON

/// How Python spells strings and numbers: results and messages show them so.
public enum PythonText {
  /// In single quotes, unless only those are in the text.
  public static func quoted(_ string: String) -> String {
    var text = String.UnicodeScalarView()
    let scalars = string.unicodeScalars
    let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
    text.append(quote)
    for scalar in scalars {
      switch scalar {
      case quote, "\\":
        text.append("\\")
        text.append(scalar)
      case "\n": text.append(contentsOf: "\\n".unicodeScalars)
      case "\r": text.append(contentsOf: "\\r".unicodeScalars)
      case "\t": text.append(contentsOf: "\\t".unicodeScalars)
      case " "..."~": text.append(scalar)
      default:
        if scalar.value >= 0x80, scalar.isPrintable {
          text.append(scalar)
        } else {
          text.append(contentsOf: escaped(scalar.value).unicodeScalars)
        }
      }
    }
    text.append(quote)
    return String(text)
  }

  public static func number(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    var writer = JSONWriter(reserving: 32)
    writer.double(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private static func escaped(_ value: UInt32) -> String {
    let (letter, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
    let digits = String(value, radix: 16)
    return "\\\(letter)" + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
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
