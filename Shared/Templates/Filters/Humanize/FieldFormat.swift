/// `"{:,.2f} €".format(value)`: a text with replacement fields for one value.
struct FieldFormat {
  private let scalars: [Unicode.Scalar]

  init(_ format: String) {
    scalars = Array(format.unicodeScalars)
  }

  func apply(to value: TemplateValue, _ budget: Budget) throws(TemplateError) -> String {
    var result = ""
    var position = 0
    var count = 0
    while position < scalars.count {
      let scalar = scalars[position]
      position += 1
      guard scalar == "{" || scalar == "}" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      if position < scalars.count, scalars[position] == scalar {
        result.unicodeScalars.append(scalar)
        position += 1
        continue
      }
      if scalar == "}" { throw .value("Single '}' encountered in format string") }
      guard let end = scalars[position...].firstIndex(of: "}") else {
        throw .value(
          position < scalars.count ? "expected '}' before end of string" : "Single '{' encountered in format string")
      }
      let field = String(String.UnicodeScalarView(scalars[position..<end]))
      position = end + 1
      let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if parts[0].isEmpty {
        guard count == 0 else {
          throw TemplateError("IndexError", "Replacement index 1 out of range for positional args tuple")
        }
        count += 1
      } else if parts[0] != "0" {
        throw .unsupported("The replacement field '\(parts[0])'")
      }
      result += try spelled(value, parts.count > 1 ? parts[1] : "", budget)
      try budget.check(size: result.utf8.count)
    }
    return result
  }

  private func spelled(_ value: TemplateValue, _ specification: String, _ budget: Budget) throws(TemplateError)
    -> String
  {
    if specification.isEmpty { return try value.shown(budget) }
    guard let number = value.number else { throw .unsupported("The format '\(specification)' of such a value") }
    var rest = Array(specification.unicodeScalars)[...]
    func take(_ allowed: [Unicode.Scalar]) -> Unicode.Scalar? {
      guard let first = rest.first, allowed.contains(first) else { return nil }
      return rest.popFirst()
    }
    func count() -> Int? {
      var number: Int?
      while let first = rest.first, first.isDigit, (number ?? 0) < 1_000_000_000 {
        number = (number ?? 0) * 10 + Int(first.value - 48)
        rest.removeFirst()
      }
      return number
    }
    var (fill, alignment): (Unicode.Scalar, Unicode.Scalar) = (" ", ">")
    if rest.count > 1, ["<", ">", "^", "="].contains(rest[rest.startIndex + 1]), let first = rest.popFirst() {
      fill = first
      alignment = rest.removeFirst()
    } else if let given = take(["<", ">", "^", "="]) {
      alignment = given
    }
    let sign = take(["+", "-", " "]) ?? "-"
    if take(["0"]) != nil { (fill, alignment) = ("0", "=") }
    let width = count() ?? 0
    let isGrouped = take([","]) != nil
    let precision = take(["."]) == nil ? nil : count()
    let letter = rest.popFirst()
    guard rest.isEmpty else {
      throw .value("Invalid format specifier '\(specification)' for object of type '\(value.typeName)'")
    }
    try budget.check(size: max(width, precision ?? 0))
    var text = try digits(of: value, number, letter, precision)
    if isGrouped { text = PythonNumber.grouped(text) }
    var prefix = ""
    if text.hasPrefix("-") {
      prefix = "-"
      text.removeFirst()
    } else if sign != "-" {
      prefix = String(sign)
    }
    let missing = max(0, width - prefix.utf8.count - text.utf8.count)
    let padding = { (count: Int) in String(repeating: String(Character(fill)), count: count) }
    switch alignment {
    case "<": return prefix + text + padding(missing)
    case "^": return padding(missing / 2) + prefix + text + padding(missing - missing / 2)
    case "=": return prefix + padding(missing) + text
    default: return padding(missing) + prefix + text
    }
  }

  private func digits(
    of value: TemplateValue, _ number: Double, _ letter: Unicode.Scalar?, _ precision: Int?
  ) throws(TemplateError) -> String {
    switch letter {
    case nil where value.integer == nil && precision == nil: return PythonText.number(number)
    case nil where value.integer != nil, "d":
      guard let integer = value.integer else { throw .value("Unknown format code 'd' for object of type 'float'") }
      guard precision == nil else { throw .value("Precision not allowed in integer format specifier") }
      return String(integer)
    case "f", "F": return Decimals.fixed(number, places: min(precision ?? 6, 100))
    case "%": return Decimals.fixed(number * 100, places: min(precision ?? 6, 100)) + "%"
    case "e", "E", "g", "G": return Decimals.text(number, letter ?? "g", precision: min(precision ?? 6, 100))
    default: throw .unsupported("The format code '\(letter.map { String($0) } ?? "")'")
    }
  }
}
