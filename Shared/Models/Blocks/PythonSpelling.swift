internal import JSON

/// JSON as Python's `json.dumps(…, sort_keys=True)` spells it: `", "` and `": "` between, ASCII only, keys by code point.
/// Checksums of block schemas are made of this text, by clients too (contract §7.10).
struct PythonSpelling {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ value: BlockValue) {
    switch value {
    case .null: append("null")
    case .bool(let flag): append(flag ? "true" : "false")
    case .integer(let digits): append(digits == "-0" ? "0" : digits)
    case .float(let number): append(number)
    case .string(let text): append(quoting: text)
    case .array(let elements):
      append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { append(", ") }
        append(element)
      }
      append("]")
    case .object(let object):
      append("{")
      // The order of UTF-8 is the order of code points.
      let keys = object.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      for (index, key) in keys.enumerated() {
        if index > 0 { append(", ") }
        append(quoting: key)
        append(": ")
        append(object[key] ?? .null)
      }
      append("}")
    }
  }

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func append(_ number: Double) {
    guard number.isFinite else {
      append(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity")
      return
    }
    var writer = JSONWriter(reserving: 32)
    writer.double(number)
    bytes.append(contentsOf: writer.bytes)
  }

  private mutating func append(quoting text: String) {
    append("\"")
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": append("\\\"")
      case "\\": append("\\\\")
      case "\n": append("\\n")
      case "\r": append("\\r")
      case "\t": append("\\t")
      case "\u{8}": append("\\b")
      case "\u{c}": append("\\f")
      case " "..."~": bytes.append(UInt8(ascii: scalar))
      default:
        for unit in String(scalar).utf16 { append(escaping: unit) }
      }
    }
    append("\"")
  }

  private mutating func append(escaping unit: UInt16) {
    let digits = Array("0123456789abcdef".utf8)
    append("\\u")
    for shift in [12, 8, 4, 0] { bytes.append(digits[Int(unit >> UInt16(shift)) & 15]) }
  }
}
