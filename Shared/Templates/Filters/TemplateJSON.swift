/// The JSON of `tojson`: keys in order, ASCII only, and nothing that HTML would read.
struct TemplateJSON {
  let indent: Int?

  func text(of value: TemplateValue, _ budget: Budget) throws(TemplateError) -> String {
    var text = ""
    try append(value, to: &text, depth: 0, budget)
    return text
  }

  private func append(_ value: TemplateValue, to text: inout String, depth: Int, _ budget: Budget) throws(TemplateError)
  {
    try budget.enter()
    defer { budget.leave() }
    try budget.spend(1)
    switch value {
    case .none: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .integer(let value): text += String(value)
    case .float(let value):
      text += value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : PythonText.number(value)
    case .text(let string), .safe(let string): append(quoting: string, to: &text)
    case .list(let elements), .tuple(let elements):
      try container("[", "]", count: elements.count, to: &text, depth, budget) { (index, text) throws(TemplateError) in
        try append(elements[index], to: &text, depth: depth + 1, budget)
      }
    case .dict(let dictionary):
      let members = try sorted(dictionary, budget)
      try container("{", "}", count: members.count, to: &text, depth, budget) { (index, text) throws(TemplateError) in
        append(quoting: try key(members[index].key), to: &text)
        text += ": "
        try append(members[index].value, to: &text, depth: depth + 1, budget)
      }
    case .object(let object) where object.json != nil: try append(object.json ?? .none, to: &text, depth: depth, budget)
    case .undefined, .object: throw .type("Object of type \(value.typeName) is not JSON serializable")
    }
    try budget.check(size: text.utf8.count)
  }

  private func container(
    _ open: String, _ close: String, count: Int, to text: inout String, _ depth: Int, _ budget: Budget,
    _ append: (Int, inout String) throws(TemplateError) -> Void
  ) throws(TemplateError) {
    text += open
    for index in 0..<count {
      text += index == 0 ? "" : indent == nil ? ", " : ","
      try newLine(depth + 1, &text, budget)
      try append(index, &text)
    }
    if count > 0 { try newLine(depth, &text, budget) }
    text += close
  }

  private func newLine(_ depth: Int, _ text: inout String, _ budget: Budget) throws(TemplateError) {
    guard let indent else { return }
    let width = max(0, indent).multipliedReportingOverflow(by: depth)
    try budget.check(size: width.overflow ? .max : width.partialValue)
    text += "\n" + String(repeating: " ", count: width.partialValue)
  }

  private func sorted(_ dictionary: TemplateDictionary, _ budget: Budget) throws(TemplateError) -> [(
    key: TemplateValue, value: TemplateValue
  )] {
    try budget.spend(dictionary.count)
    return try Ordering.sorted(dictionary.members, budget) { $0.key }
  }

  private func key(_ value: TemplateValue) throws(TemplateError) -> String {
    switch value {
    case .text(let text), .safe(let text): return text
    case .none: return "null"
    case .bool(let flag): return flag ? "true" : "false"
    case .integer(let value): return String(value)
    case .float(let value): return PythonText.number(value)
    default: throw .type("keys must be str, int, float, bool or None, not \(value.typeName)")
    }
  }

  private func append(quoting string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{8}": text += "\\b"
      case "\u{C}": text += "\\f"
      case "<", ">", "&", "'": append(escaping: UInt16(scalar.value), to: &text)
      case " "..."~": text.unicodeScalars.append(scalar)
      default: for unit in String(Character(scalar)).utf16 { append(escaping: unit, to: &text) }
      }
    }
    text += "\""
  }

  private func append(escaping unit: UInt16, to text: inout String) {
    let digits = String(unit, radix: 16)
    text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }
}
