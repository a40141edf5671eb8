internal import Glibc
internal import Values

/// A number in words and with units, as the package `humanize` has it.
struct HumanizedNumber {
  let value: TemplateValue
  let renderer: Renderer

  init(_ value: TemplateValue, _ renderer: Renderer) {
    self.value = value
    self.renderer = renderer
  }

  private var budget: Budget { renderer.budget }

  /// What stands for a value that is not finite.
  private static func special(_ number: Double) -> String { number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf" }

  /// A whole number, or the text that stands for what is none.
  private enum Whole {
    case number(PythonNumber.Whole)
    case other(String)
  }

  private func whole() throws(TemplateError) -> Whole {
    guard let number = try PythonNumber.float(value) else { return .other(try value.shown(budget)) }
    guard number.isFinite else { return .other(HumanizedNumber.special(number)) }
    guard let whole = PythonNumber.whole(value) else { return .other(try value.shown(budget)) }
    return .number(whole)
  }

  /// `1st`, `12th`
  func ordinal() throws(TemplateError) -> String {
    switch try whole() {
    case .other(let text): return text
    case .number(let number):
      // As Python counts: the last digits of -1 are 99.
      let last = Int(number.digits.suffix(2).filter { $0 != "-" }) ?? 0
      let rest = number.digits.hasPrefix("-") ? (100 - last) % 100 : last
      let suffix =
        switch (rest, rest % 10) {
        case (11...13, _): "th"
        case (_, 1): "st"
        case (_, 2): "nd"
        case (_, 3): "rd"
        default: "th"
        }
      return number.digits + suffix
    }
  }

  /// `1,234,567.25`
  func grouped(digits: TemplateValue?) throws(TemplateError) -> String {
    var number = value.number
    var plain = value.integer.map { String($0) } ?? number.map(PythonText.number)
    if let text = value.string {
      let text = text.replacing(",", with: "")
      guard let parsed = PythonNumber.float(text) else { return text }
      guard parsed.isFinite else { return HumanizedNumber.special(parsed) }
      if text.contains(".") {
        plain = PythonText.number(parsed)
      } else {
        guard let whole = PythonNumber.Whole(text) else { return text }
        plain = whole.digits
      }
      number = parsed
    }
    if case .undefined(let error) = value { throw error }
    guard let number, let plain else { return try value.shown(budget) }
    guard number.isFinite else { return HumanizedNumber.special(number) }
    guard let digits else { return PythonNumber.grouped(plain) }
    let places = try digits.shown(budget)
    guard !places.isEmpty, places.unicodeScalars.allSatisfy(\.isDigit), let count = Int(places) else {
      throw .value("Format specifier missing precision")
    }
    return PythonNumber.grouped(Decimals.fixed(number, places: min(count, 100)))
  }

  private static let powers = [3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 100]
  private static let powerNames = [
    "thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion", "septillion",
    "octillion", "nonillion", "decillion", "googol",
  ]

  /// `1.2 billion`
  func worded(format: TemplateValue) throws(TemplateError) -> String {
    let number: PythonNumber.Whole
    switch try whole() {
    case .other(let text): return text
    case .number(let whole): number = whole
    }
    let sign = number.digits.hasPrefix("-") ? "-" : ""
    let length = number.digits.utf8.count - sign.utf8.count
    guard var index = HumanizedNumber.powers.lastIndex(where: { $0 < length }) else { return number.digits }
    // The decimal point moves among the digits, so that nothing is rounded twice.
    let digits = number.digits.suffix(length)
    let power = HumanizedNumber.powers[index]
    let chopped = Double("\(digits.dropLast(power)).\(digits.suffix(power))") ?? 0
    var rounded = try requiredFloat(try formatted(format, chopped))
    if index + 1 < HumanizedNumber.powers.count {
      let step = HumanizedNumber.powers[index + 1] - HumanizedNumber.powers[index]
      if rounded == PythonNumber.powerOfTen(step) {
        index += 1
        rounded = 1
      }
    }
    return "\(sign)\(try formatted(format, rounded)) \(HumanizedNumber.powerNames[index])"
  }

  /// `seven`
  func associatedPress() throws(TemplateError) -> String {
    switch try whole() {
    case .other(let text): return text
    case .number(let number):
      let words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
      return Int(number.digits).flatMap { words.indices.contains($0) ? words[$0] : nil } ?? number.digits
    }
  }

  /// `1 3/10`
  func fractional() throws(TemplateError) -> String {
    guard let number = try PythonNumber.float(value) else { return try value.shown(budget) }
    guard number.isFinite else { return HumanizedNumber.special(number) }
    let whole = number.rounded(.towardZero)
    let (numerator, denominator) = HumanizedNumber.fraction(number - whole)
    if denominator == 1 { return PythonNumber.Whole(truncating: whole + Double(numerator)).digits }
    if whole == 0 { return "\(numerator)/\(denominator)" }
    return "\(PythonNumber.Whole(truncating: whole).digits) \(numerator.magnitude)/\(denominator)"
  }

  /// The nearest fraction with a denominator of at most 1000.
  ///
  /// - Parameter value: Between -1 and 1.
  private static func fraction(_ value: Double) -> (numerator: Int, denominator: Int) {
    guard value.magnitude > 1.0 / 2048 else { return (0, 1) }
    let whole = Int128(1) << 63
    let exact = Int128(value * 0x1p63)
    var (n, d) = (exact, whole)
    var (p0, q0, p1, q1): (Int128, Int128, Int128, Int128) = (0, 1, 1, 0)
    while d != 0 {
      let a = n / d - (n % d < 0 ? 1 : 0)
      let q2 = q0 + a * q1
      if q2 > 1000 { break }
      (p0, q0, p1, q1) = (p1, q1, p0 + a * p1, q2)
      (n, d) = (d, n - a * d)
    }
    if d == 0 { return (Int(p1), Int(q1)) }
    let k = (1000 - q0) / q1
    let (p, q) = (p0 + k * p1, q0 + k * q1)
    let isNearer = (p1 * whole - exact * q1).magnitude * q.magnitude <= (p * whole - exact * q).magnitude * q1.magnitude
    return isNearer ? (Int(p1), Int(q1)) : (Int(p), Int(q))
  }

  /// `1.00 x 10³`
  func scientific(precision: TemplateValue) throws(TemplateError) -> String {
    guard let number = try PythonNumber.float(value) else { return try value.shown(budget) }
    guard number.isFinite else { return HumanizedNumber.special(number) }
    return try HumanizedNumber.scientific(number, precision: try PythonNumber.requiredInteger(precision))
  }

  private static func scientific(_ number: Double, precision: Int) throws(TemplateError) -> String {
    guard precision >= 0 else { throw .value("Format specifier missing precision") }
    let parts = Decimals.text(number, "e", precision: min(precision, 100)).split(separator: "e")
    let exponent = parts.last.flatMap { Int($0) } ?? 0
    let digits = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let raised = String(exponent).map { $0.wholeNumberValue.map { digits[$0] } ?? "⁻" }.joined()
    return "\(parts.first ?? "") x 10\(raised)"
  }

  /// `<0.01`
  func clamped(_ read: Filters.Reader) throws(TemplateError) -> TemplateValue {
    if value.isNone { return .none }
    let number = try realNumber()
    guard number.isFinite else { return .text(HumanizedNumber.special(number)) }
    var (shown, token): (TemplateValue, TemplateValue) = (value, .text(""))
    if let floor = read["floor"], try value.compares(.less, to: floor, budget) {
      (shown, token) = (floor, read.given("floor_token") ?? .text("<"))
    } else if let ceiling = read["ceil"], try value.compares(.greater, to: ceiling, budget) {
      (shown, token) = (ceiling, read.given("ceil_token") ?? .text(">"))
    }
    let result: TemplateValue
    switch read.given("format") ?? .text("{:}") {
    case .text(let format), .safe(let format):
      result = .text(try FieldFormat(format).apply(to: shown, budget))
    case .object(let object) where object.isCallable:
      result = try object.call(CallArguments(positional: [shown]), in: renderer)
    case .undefined(let error): throw error
    default:
      throw .value(
        "Invalid format. Must be either a valid formatting string, or a function that accepts value and returns a string."
      )
    }
    return try TemplateValue.arithmetic(.add, token, result, budget)
  }

  /// `1.50 kV`
  func metric(_ read: Filters.Reader) throws(TemplateError) -> String {
    var number = try realNumber()
    guard number.isFinite else { return HumanizedNumber.special(number) }
    let unit = read.given("unit") ?? .text("")
    if case .undefined(let error) = read.given("precision") { throw error }
    guard let precision = (read.given("precision") ?? .integer(3)).number else {
      throw .type("unsupported operand type(s) for -: '\(read.given("precision")?.typeName ?? "")' and 'int'")
    }
    var exponent = number == 0 ? 0 : Int(log10(number.magnitude).rounded(.down))
    if exponent >= 33 || exponent < -30 {
      let text = try HumanizedNumber.scientific(
        number, precision: try PythonNumber.requiredInteger(.float(precision - 1)))
      return try TemplateValue.arithmetic(.add, .text(text), unit, budget).shown(budget)
    }
    func bucket() -> Int { Int(Int64(exponent).flooredDivision(by: 3)) * 3 }
    func digits() throws(TemplateError) -> Int {
      let count = max(0, precision - Double(exponent - bucket()) - 1)
      return min(try PythonNumber.requiredInteger(.float(count)), 100)
    }
    let old = bucket()
    number /= PythonNumber.powerOfTen(old)
    let rounded = Double(Decimals.fixed(number.magnitude, places: try digits())) ?? number
    if exponent < 30, rounded >= PythonNumber.powerOfTen(exponent - old + 1) {
      exponent += 1
      number /= PythonNumber.powerOfTen(bucket() - old)
    }
    let prefix =
      exponent >= 3
      ? Array("kMGTPEZYRQ")[exponent / 3 - 1].description
      : exponent < 0 ? Array("mμnpfazyrq")[(-exponent - 1) / 3].description : ""
    let isApart = (unit.isTrue || !prefix.isEmpty) && !["°", "′", "″"].contains(unit.string)
    return Decimals.fixed(number, places: try digits()) + (isApart ? " " : "") + prefix + (try unit.shown(budget))
  }

  /// `2.9 KiB`
  func size(_ read: Filters.Reader) throws(TemplateError) -> String {
    let isGNU = read.flag("gnu")
    let suffixes =
      isGNU
      ? "KMGTPEZYRQ".map { String($0) }
      : read.flag("binary") ? "KMGTPEZYRQ".map { "\($0)iB" } : "kMGTPEZYRQ".map { "\($0)B" }
    let base: Double = isGNU || read.flag("binary") ? 1024 : 1000
    let format = read.given("format") ?? .text("%.1f")
    let size = try requiredFloat(value)
    if size.magnitude == 1, !isGNU { return "\(Int(size)) Byte" }
    if size.magnitude < base { return "\(Int(size))\(isGNU ? "B" : " Bytes")" }
    guard !size.isNaN else { throw .value("cannot convert float NaN to integer") }
    func scaled(_ size: Double, _ exponent: Int) -> Double {
      size / (base == 1000 ? PythonNumber.powerOfTen(3 * exponent) : pow(1024, Double(exponent)))
    }
    var exponent = Int(min(log(size.magnitude) / log(base), Double(suffixes.count)))
    if exponent < suffixes.count,
      try requiredFloat(try formattedValue(format, scaled(size.magnitude, exponent))).magnitude >= base
    {
      exponent += 1
    }
    let text = TemplateValue.text((isGNU ? "" : " ") + suffixes[max(0, exponent - 1)])
    return try TemplateValue.arithmetic(.add, try formattedValue(format, scaled(size, exponent)), text, budget)
      .shown(budget)
  }

  private func realNumber() throws(TemplateError) -> Double {
    if case .undefined(let error) = value { throw error }
    guard let number = value.number else { throw .type("must be real number, not \(value.typeName)") }
    return number
  }

  private func requiredFloat(_ value: TemplateValue) throws(TemplateError) -> Double {
    if let number = try PythonNumber.float(value) { return number }
    if let text = value.string { throw .value("could not convert string to float: \(PythonText.quoted(text))") }
    throw .type("float() argument must be a string or a real number, not '\(value.typeName)'")
  }

  private func requiredFloat(_ text: String) throws(TemplateError) -> Double { try requiredFloat(.text(text)) }

  /// `format % number`
  private func formattedValue(_ format: TemplateValue, _ number: Double) throws(TemplateError) -> TemplateValue {
    try TemplateValue.arithmetic(.modulo, format, .float(number), budget)
  }

  private func formatted(_ format: TemplateValue, _ number: Double) throws(TemplateError) -> String {
    try formattedValue(format, number).shown(budget)
  }
}
