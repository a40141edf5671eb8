internal import JSON

/// A number of a JSON text: an integer of any length, or a double.
public enum SchemaNumber: Sendable, Hashable {
  case integer(Int64)
  /// The digits of an integer that 64 bits don't hold.
  case digits(String)
  case float(Double)

  init(_ value: JSONValue) {
    if let integer = value.integer {
      self = .integer(integer)
    } else if value.kind == .integer {
      self = .digits(String(decoding: value.source, as: UTF8.self))
    } else {
      self = .float(value.double ?? 0)
    }
  }

  /// The nearest double.
  var double: Double {
    switch self {
    case .integer(let value): Double(value)
    case .digits(let digits): Double(digits) ?? .infinity
    case .float(let value): value
    }
  }

  /// Whether there is nothing behind the point; `1.0` is an integer too.
  var isIntegral: Bool {
    switch self {
    case .integer, .digits: true
    case .float(let value): value.isFinite && value.rounded(.towardZero) == value
    }
  }

  /// The value for a count; nil beyond 64 bits.
  var count: Int? {
    switch self {
    case .integer(let value): Int(value)
    case .digits: nil
    case .float(let value): Int(exactly: value)
    }
  }

  /// Whether this is before, at or behind the other; nil where one is not a number.
  func compared(to other: SchemaNumber) -> Int? {
    if case .integer(let left) = self, case .integer(let right) = other {
      return left < right ? -1 : left == right ? 0 : 1
    }
    if case .digits(let left) = self, case .digits(let right) = other { return SchemaNumber.compare(left, right) }
    let (left, right) = (double, other.double)
    guard !left.isNaN, !right.isNaN else { return nil }
    guard left == right else { return left < right ? -1 : 1 }
    // Equal as doubles; an integer between two doubles shows its difference only exactly.
    switch (self, other) {
    case (.integer(let exact), .float(let value)):
      guard let whole = Int64(exactly: value) else { return -1 }
      return exact < whole ? -1 : exact == whole ? 0 : 1
    case (.float, .integer): return other.compared(to: self).map { -$0 }
    default: return 0
    }
  }

  private static func compare(_ left: String, _ right: String) -> Int {
    let (leftIsNegative, rightIsNegative) = (left.hasPrefix("-"), right.hasPrefix("-"))
    guard leftIsNegative == rightIsNegative else { return leftIsNegative ? -1 : 1 }
    let sign = leftIsNegative ? -1 : 1
    let (leftCount, rightCount) = (left.utf8.count, right.utf8.count)
    guard leftCount == rightCount else { return leftCount < rightCount ? -sign : sign }
    return left == right ? 0 : left < right ? -sign : sign
  }

  /// Whether this divided by the other leaves nothing; as Python divides, by a float in floating point.
  func isMultiple(of divisor: SchemaNumber) -> Bool {
    switch (self, divisor) {
    case (.integer(let value), .integer(let divisor)): return divisor != 0 && (divisor == -1 || value % divisor == 0)
    case (.digits(let digits), .integer(let divisor)): return SchemaNumber.remainder(digits, divisor) == 0
    case (.float(let value), .integer), (.float(let value), .digits):
      return value.isFinite && value.truncatingRemainder(dividingBy: divisor.double) == 0
    case (_, .float(let divisor)):
      let quotient = double / divisor
      guard quotient.isFinite else { return double.truncatingRemainder(dividingBy: divisor) == 0 }
      return quotient.rounded(.towardZero) == quotient
    case (.integer(let value), .digits): return value == 0
    case (.digits(let value), .digits(let divisor)): return value == divisor
    }
  }

  private static func remainder(_ digits: String, _ divisor: Int64) -> UInt64 {
    let divisor = divisor.magnitude
    guard divisor != 0 else { return 1 }
    var rest: UInt64 = 0
    for digit in digits.utf8 where digit != UInt8(ascii: "-") {
      let (high, low) = rest.multipliedFullWidth(by: 10)
      let (sum, overflow) = low.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
      rest = divisor.dividingFullWidth((overflow ? high + 1 : high, sum)).remainder
    }
    return rest
  }

  func write(to writer: inout JSONWriter) {
    switch self {
    case .integer(let value): writer.integer(value)
    case .digits(let digits): writer.raw(Array(digits.utf8))
    case .float(let value): writer.double(value)
    }
  }
}
