internal import Glibc

/// Python's conversions to numbers.
enum PythonNumber {
  /// A whole number of any size.
  struct Whole {
    /// Its digits, with a minus where it is negative.
    let digits: String
    /// The nearest floating point number.
    let nearest: Double

    init(_ value: Int64) {
      digits = String(value)
      nearest = Double(value)
    }

    /// - Parameter value: A finite number; its decimals are left out.
    init(truncating value: Double) {
      nearest = value.rounded(.towardZero) + 0
      digits = Decimals.fixed(nearest == 0 ? 0 : nearest, places: 0)
    }

    /// As `int` reads a text; nil for one that it can't read.
    init?(_ text: String) {
      guard let text = PythonNumber.withoutUnderscores(PythonCase.trimmed(text, of: nil)) else { return nil }
      let sign = text.hasPrefix("-") ? "-" : ""
      let figures = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
      guard !figures.isEmpty, figures.unicodeScalars.allSatisfy(\.isDigit) else { return nil }
      let significant = figures.drop { $0 == "0" }
      digits = significant.isEmpty ? "0" : sign + significant
      nearest = Double(digits) ?? 0
    }
  }

  /// `float(value)`; nil for what is no number.
  ///
  /// - Throws: For an undefined value.
  static func float(_ value: TemplateValue) throws(TemplateError) -> Double? {
    if case .undefined(let error) = value { throw error }
    return value.number ?? value.string.flatMap(float)
  }

  /// `float(text)`
  static func float(_ text: String) -> Double? {
    guard let text = withoutUnderscores(PythonCase.trimmed(text, of: nil)) else { return nil }
    let isPlain = text.unicodeScalars.allSatisfy { $0.isASCII && $0 != "(" && $0 != "x" && $0 != "X" && $0 != " " }
    return isPlain && !text.isEmpty ? Double(text) : nil
  }

  /// `int(value)` of a finite value; nil for what is no whole number.
  static func whole(_ value: TemplateValue) -> Whole? {
    if let integer = value.integer { return Whole(integer) }
    if let number = value.number { return Whole(truncating: number) }
    return value.string.flatMap { Whole($0) }
  }

  /// `int(value)` where nothing else will do.
  static func requiredInteger(_ value: TemplateValue) throws(TemplateError) -> Int {
    if case .undefined(let error) = value { throw error }
    if let number = value.number, !number.isFinite {
      throw number.isNaN
        ? .value("cannot convert float NaN to integer") : .overflow("cannot convert float infinity to integer")
    }
    guard let whole = whole(value) else {
      if let text = value.string {
        throw .value("invalid literal for int() with base 10: \(PythonText.quoted(text))")
      }
      throw .type(
        "int() argument must be a string, a bytes-like object or a real number, not '\(value.typeName)'")
    }
    return Int(whole.digits) ?? (whole.nearest < 0 ? .min : .max)
  }

  /// Underscores may stand between digits only.
  private static func withoutUnderscores(_ text: String) -> String? {
    guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    for (one, next) in zip(parts, parts.dropFirst()) {
      guard one.unicodeScalars.last?.isDigit == true, next.unicodeScalars.first?.isDigit == true else { return nil }
    }
    return parts.joined()
  }

  /// A power of ten as Python's `10 ** exponent` gives it to a division.
  static func powerOfTen(_ exponent: Int) -> Double {
    exponent < 0 ? pow(10, Double(exponent)) : Double("1e\(exponent)") ?? .infinity
  }

  /// With a comma before every three digits.
  static func grouped(_ number: String) -> String {
    let sign = number.hasPrefix("-") ? "-" : ""
    let digits = Array(number.dropFirst(sign.count).prefix { $0.isASCII && $0.isNumber })
    var result = sign
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return result + number.dropFirst(sign.count + digits.count)
  }
}
