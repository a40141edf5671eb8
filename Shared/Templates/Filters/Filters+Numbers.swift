internal import Glibc

extension Filters {
  static func number(
    _ name: String, _ value: TemplateValue, _ arguments: CallArguments, _ budget: Budget
  ) throws(TemplateError) -> TemplateValue {
    switch name {
    case "abs":
      if case .float(let number) = value { return .float(number.magnitude) }
      guard let integer = value.integer else { throw .type("bad operand type for abs(): '\(value.typeName)'") }
      return integer < 0 ? try value.negated() : .integer(integer)
    case "int":
      let read = try Reader(name, arguments, ["default", "base"])
      return try whole(value, base: try read.integer("base") ?? 10) ?? read["default"] ?? .integer(0)
    case "float":
      if case .undefined(let error) = value { throw error }
      let fallback = try Reader(name, arguments, ["default"])["default"] ?? .float(0)
      return value.number.map { .float($0) } ?? value.string.flatMap(fraction).map { .float($0) } ?? fallback
    case "round": return try rounded(value, try Reader(name, arguments, ["precision", "method"]))
    default:
      if case .undefined(let error) = value { throw error }
      guard let size = value.number ?? value.string.flatMap(fraction) else {
        if let text = value.string { throw .value("could not convert string to float: \(PythonText.quoted(text))") }
        throw .type("float() argument must be a string or a real number, not '\(value.typeName)'")
      }
      return .text(fileSize(size, isBinary: try Reader(name, arguments, ["binary"]).flag("binary")))
    }
  }

  /// What `int` makes of a value; nil where it can make nothing.
  private static func whole(_ value: TemplateValue, base: Int) throws(TemplateError) -> TemplateValue? {
    if case .undefined(let error) = value { throw error }
    if let integer = value.integer { return .integer(integer) }
    var number = value.number
    if let text = value.string {
      let trimmed = PythonCase.trimmed(text, of: nil).filter { $0 != "_" }
      if let integer = integer(trimmed, base: base) { return .integer(integer) }
      number = fraction(text)
    }
    guard let number, number.isFinite else {
      if case .float = value, let number, number.isInfinite {
        throw .overflow("cannot convert float infinity to integer")
      }
      return nil
    }
    guard let integer = Int64(exactly: number.rounded(.towardZero)) else {
      throw .overflow("An integer has more than 64 bits")
    }
    return .integer(integer)
  }

  private static func integer(_ text: String, base: Int) -> Int64? {
    let prefixes = [2: "0b", 8: "0o", 16: "0x"]
    let lower = text.lowercased()
    if let prefix = prefixes[base], lower.hasPrefix(prefix) { return Int64(lower.dropFirst(2), radix: base) }
    return (2...36).contains(base) ? Int64(lower, radix: base) : nil
  }

  private static func fraction(_ text: String) -> Double? {
    let text = PythonCase.trimmed(text, of: nil).filter { $0 != "_" }
    // Hexadecimal floats are none of Python's.
    guard !text.isEmpty, !text.lowercased().contains("x"), !text.lowercased().contains("(") else { return nil }
    return Double(text)
  }

  private static func rounded(_ value: TemplateValue, _ read: Reader) throws(TemplateError) -> TemplateValue {
    if case .undefined(let error) = value, read["method"] != nil { throw error }
    if case .undefined = value { throw .type("type ChainableUndefined doesn't define __round__ method") }
    let precision = try read.integer("precision") ?? 0
    let method = try read.text("method") ?? "common"
    guard ["common", "ceil", "floor"].contains(method) else {
      throw TemplateError("FilterArgumentError", "method must be common, ceil or floor")
    }
    guard let number = value.number else { throw .type("type \(value.typeName) doesn't define __round__ method") }
    guard (-300...300).contains(precision) else { return value }
    let scale = pow(10, Double(precision))
    if method != "common" {
      let scaled = number * scale
      return .float((method == "ceil" ? scaled.rounded(.up) : scaled.rounded(.down)) / scale)
    }
    if let integer = value.integer, precision >= 0 { return .integer(integer) }
    guard precision <= 100, precision >= 0, number.isFinite else {
      let result = (number / pow(10, Double(-precision))).rounded(.toNearestOrEven) * pow(10, Double(-precision))
      return value.integer == nil ? .float(result) : .integer(Int64(exactly: result) ?? 0)
    }
    return .float(Double(Decimals.fixed(number, places: precision)) ?? number)
  }

  private static func fileSize(_ size: Double, isBinary: Bool) -> String {
    let base: Double = isBinary ? 1024 : 1000
    if size == 1 { return "1 Byte" }
    if size < base { return "\(Int64(size)) Bytes" }
    let prefixes = ["k", "M", "G", "T", "P", "E", "Z", "Y"]
    var unit = base
    for (index, prefix) in prefixes.enumerated() {
      unit *= base
      if size < unit || index == prefixes.count - 1 {
        let letter = isBinary ? prefix.uppercased() + "i" : prefix
        return "\(Decimals.fixed(base * size / unit, places: 1)) \(letter)B"
      }
    }
    return ""
  }
}
