internal import JSON

extension Reading where Value == Int {
  /// An integer, a number without a fraction, or a text of one.
  public static let integer = Reading(schema: .integer, fallback: 0) { value, problems in
    switch value.kind {
    case .integer:
      if let number = value.integer { return Int(number) }
      problems.add(
        "int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", input: value)
    case .boolean: return value.bool == true ? 1 : 0
    case .float:
      guard let number = value.double, number.isFinite else {
        problems.add("finite_number", "Input should be a finite number", input: value)
        return nil
      }
      if let whole = Int(exactly: number) { return whole }
      if number.rounded() == number {
        problems.add(
          "int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", input: value)
      } else {
        problems.add(
          "int_from_float", "Input should be a valid integer, got a number with a fractional part", input: value)
      }
    case .string:
      if let number = value.text.flatMap(NumberText.integer) { return number }
      if NumberText.digits(of: value) != nil {
        problems.add(
          "int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", input: value)
        return nil
      }
      problems.add(
        "int_parsing", "Input should be a valid integer, unable to parse string as an integer", input: value)
    default: problems.add("int_type", "Input should be a valid integer", input: value)
    }
    return nil
  }

  /// The same where a number that 64 bits can't hold is as good as the greatest or least that they can: for values that
  /// are held to closer bounds later.
  public static let clampedInteger = Reading(schema: .integer, fallback: 0) { value, problems in
    NumberText.unholdable(value) ?? integer.read(value, problems)
  }

  /// An integer that a column of 16 bits holds.
  public static let integer16 = integer(atLeast: Int(Int16.min), atMost: Int(Int16.max))

  /// An integer that a column of 32 bits holds.
  public static let integer32 = integer(atLeast: Int(Int32.min), atMost: Int(Int32.max))

  /// An integer within bounds; the first one broken is told.
  public static func integer(atLeast lower: Int? = nil, above: Int? = nil, atMost upper: Int? = nil) -> Reading {
    Reading(schema: .integer(atLeast: lower, above: above, atMost: upper), fallback: 0) { value, problems in
      let before = problems.count
      // A number that 64 bits can't hold breaks the bound on its side, if there is one.
      let isBounded: (Int) -> Bool = { $0 > 0 ? upper != nil : lower ?? above != nil }
      let number = NumberText.unholdable(value).flatMap { isBounded($0) ? $0 : nil } ?? integer.read(value, problems)
      guard problems.count == before else { return nil }
      if let upper, number > upper {
        problems.add(
          "less_than_equal", "Input should be less than or equal to \(upper)", input: value,
          context: .bound("le", upper))
      } else if let lower, number < lower {
        problems.add(
          "greater_than_equal", "Input should be greater than or equal to \(lower)", input: value,
          context: .bound("ge", lower))
      } else if let above, number <= above {
        problems.add(
          "greater_than", "Input should be greater than \(above)", input: value, context: .bound("gt", above))
      } else {
        return number
      }
      return nil
    }
  }
}

extension Reading where Value == Double {
  /// A number, or a text of one; it may be infinite or no number.
  public static let double = Reading(schema: .number, fallback: 0) { value, problems in
    switch value.kind {
    case .integer, .float: return value.double
    case .boolean: return value.bool == true ? 1 : 0
    case .string:
      if let number = value.text.flatMap(NumberText.double) { return number }
      problems.add(
        "float_parsing", "Input should be a valid number, unable to parse string as a number", input: value)
    default: problems.add("float_type", "Input should be a valid number", input: value)
    }
    return nil
  }

  /// A number of at least some size.
  public static func double(atLeast lower: Double) -> Reading {
    Reading(schema: .number(atLeast: lower), fallback: 0) { value, problems in
      let before = problems.count
      let number = double.read(value, problems)
      guard problems.count == before else { return nil }
      if number >= lower { return number }
      problems.add(
        "greater_than_equal", "Input should be greater than or equal to \(NumberText.short(lower))", input: value,
        context: RawJSON { writer in
          writer.beginObject()
          writer.key("ge")
          writer.double(lower)
          writer.endObject()
        })
      return nil
    }
  }
}

/// Numbers inside texts, as pydantic takes them.
enum NumberText {
  /// A bound as messages have it: without a fraction where there is none.
  static func short(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }

  /// How many digits Python reads of a text.
  private static let maximumDigits = 4300

  /// The greatest or least integer in place of one, or of a text of one, that 64 bits can't hold; nil for anything else.
  static func unholdable(_ value: JSONValue) -> Int? {
    guard let text = digits(of: value), text.utf8.count(where: { $0 >= UInt8(ascii: "0") }) <= maximumDigits else {
      return nil
    }
    return text.first == "-" ? .min : .max
  }

  /// The digits and sign of an integer, or of a text of one, that 64 bits can't hold.
  static func digits(of value: JSONValue) -> String? {
    let text: String?
    switch value.kind {
    case .integer: text = value.integer == nil ? String(decoding: value.source, as: UTF8.self) : nil
    case .string: text = value.text.flatMap(integerText)
    case .null, .boolean, .float, .array, .object: text = nil
    }
    guard let text, Int(text) == nil else { return nil }
    let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
    return digits.utf8.count > 18 && digits.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) ? text : nil
  }

  static func integer(_ text: String) -> Int? {
    integerText(text).flatMap { Int($0) }
  }

  /// A text without what an integer's may have beside its sign and digits: blanks around it, underscores, a fraction of zeros.
  private static func integerText(_ text: String) -> String? {
    var digits = trimmed(text)
    if let point = digits.firstIndex(of: ".") {
      guard digits[digits.index(after: point)...].allSatisfy({ $0 == "0" }), point > digits.startIndex,
        digits.index(after: point) < digits.endIndex
      else {
        return nil
      }
      digits = String(digits[..<point])
    }
    return withoutUnderscores(digits)
  }

  static func double(_ text: String) -> Double? {
    let text = trimmed(text)
    switch text.lowercased() {
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    case "nan", "+nan", "-nan": return .nan
    default: break
    }
    let allowed = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"),
        UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard allowed, let plain = withoutUnderscores(text) else { return nil }
    return Double(plain)
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }

  /// Single underscores between digits vanish; any other place for one is an error.
  private static func withoutUnderscores(_ text: String) -> String? {
    guard text.contains("_") else { return text }
    guard !text.hasPrefix("_"), !text.hasSuffix("_"), !text.contains("__") else { return nil }
    return text.filter { $0 != "_" }
  }
}
