internal import Glibc

extension TemplateValue {
  /// What an operator makes of two values.
  static func arithmetic(
    _ sign: Expression.Arithmetic, _ left: TemplateValue, _ right: TemplateValue, _ budget: Budget
  ) throws(TemplateError) -> TemplateValue {
    if case .undefined(let error) = left { throw error }
    if sign == .modulo, let format = left.string { return .text(try PercentFormat(format).apply(to: right, budget)) }
    if case .undefined(let error) = right { throw error }
    if let (one, two) = integers(left, right) { return try whole(sign, one, two) }
    if let (one, two) = numbers(left, right) { return try fraction(sign, one, two) }
    if case .object(let object) = left, let value = object.combined(sign, right) { return value }
    switch (sign, left, right) {
    case (.add, .list(let one), .list(let two)):
      try budget.spend(one.count + two.count)
      return .list(one + two)
    case (.add, .tuple(let one), .tuple(let two)):
      try budget.spend(one.count + two.count)
      return .tuple(one + two)
    case (.add, _, _) where left.string != nil || right.string != nil: return try joined(left, right, budget)
    case (.multiply, _, _) where left.isSequence && right.integer != nil:
      return try left.repeated(right.integer ?? 0, budget)
    case (.multiply, _, _) where right.isSequence && left.integer != nil:
      return try right.repeated(left.integer ?? 0, budget)
    default: break
    }
    throw unsupported(sign, left, right)
  }

  private static func unsupported(_ sign: Expression.Arithmetic, _ left: TemplateValue, _ right: TemplateValue)
    -> TemplateError
  {
    if sign == .add {
      switch left {
      case .list, .tuple:
        return .type("can only concatenate \(left.typeName) (not \"\(right.typeName)\") to \(left.typeName)")
      default: break
      }
    }
    if sign == .multiply, left.isSequence || right.isSequence {
      return .type("can't multiply sequence by non-int of type '\((left.isSequence ? right : left).typeName)'")
    }
    return .type("unsupported operand type(s) for \(sign.rawValue): '\(left.typeName)' and '\(right.typeName)'")
  }

  private var isSequence: Bool {
    switch self {
    case .text, .safe, .list, .tuple: true
    default: false
    }
  }

  private static func joined(_ left: TemplateValue, _ right: TemplateValue, _ budget: Budget) throws(TemplateError)
    -> TemplateValue
  {
    guard let one = left.string, let two = right.string else {
      if left.string == nil { throw unsupported(.add, left, right) }
      throw .type("can only concatenate str (not \"\(right.typeName)\") to str")
    }
    try budget.check(size: one.utf8.count + two.utf8.count)
    try budget.spend((one.utf8.count + two.utf8.count) / 16)
    guard left.isSafe || right.isSafe else { return .text(one + two) }
    return .safe((left.isSafe ? one : HTML.escaped(one)) + (right.isSafe ? two : HTML.escaped(two)))
  }

  private func repeated(_ count: Int64, _ budget: Budget) throws(TemplateError) -> TemplateValue {
    let count = max(0, count)
    let size = Int64(string?.utf8.count ?? 0)
    let (bytes, isTooLong) = size.multipliedReportingOverflow(by: count)
    try budget.check(size: isTooLong ? .max : Int(bytes))
    let (elements, isTooMuch) = Int64(try string == nil ? self.count() : 0).multipliedReportingOverflow(by: count)
    try budget.spend(isTooMuch ? budget.limits.steps + 1 : Int(min(elements, Int64(budget.limits.steps) + 1)))
    switch self {
    case .text(let text): return .text(text.isEmpty ? "" : String(repeating: text, count: Int(count)))
    case .safe(let text): return .safe(text.isEmpty ? "" : String(repeating: text, count: Int(count)))
    case .list(let parts): return .list(parts.isEmpty ? [] : Array(repeatElement(parts, count: Int(count)).joined()))
    case .tuple(let parts): return .tuple(parts.isEmpty ? [] : Array(repeatElement(parts, count: Int(count)).joined()))
    default: return self
    }
  }

  private static func whole(_ sign: Expression.Arithmetic, _ one: Int64, _ two: Int64) throws(TemplateError)
    -> TemplateValue
  {
    let result: (partialValue: Int64, overflow: Bool)
    switch sign {
    case .add: result = one.addingReportingOverflow(two)
    case .subtract: result = one.subtractingReportingOverflow(two)
    case .multiply: result = one.multipliedReportingOverflow(by: two)
    case .divide:
      guard two != 0 else { throw TemplateError("ZeroDivisionError", "division by zero") }
      return .float(Double(one) / Double(two))
    case .floorDivide:
      guard two != 0 else { throw TemplateError("ZeroDivisionError", "integer division or modulo by zero") }
      result = one.dividedReportingOverflow(by: two)
      if !result.overflow, result.partialValue * two != one, (one < 0) != (two < 0) {
        return .integer(result.partialValue - 1)
      }
    case .modulo:
      guard two != 0 else { throw TemplateError("ZeroDivisionError", "integer modulo by zero") }
      guard two != -1 else { return .integer(0) }
      let rest = one % two
      return .integer(rest != 0 && (rest < 0) != (two < 0) ? rest + two : rest)
    case .power: return try power(one, two)
    }
    guard !result.overflow else { throw .overflow("An integer has more than 64 bits") }
    return .integer(result.partialValue)
  }

  private static func power(_ base: Int64, _ exponent: Int64) throws(TemplateError) -> TemplateValue {
    guard exponent >= 0 else { return try fraction(.power, Double(base), Double(exponent)) }
    var (result, base, exponent) = (Int64(1), base, exponent)
    while exponent > 0 {
      if exponent & 1 == 1 {
        let (product, overflow) = result.multipliedReportingOverflow(by: base)
        guard !overflow else { throw .overflow("An integer has more than 64 bits") }
        result = product
      }
      exponent >>= 1
      guard exponent > 0 else { break }
      let (square, overflow) = base.multipliedReportingOverflow(by: base)
      guard !overflow else { throw .overflow("An integer has more than 64 bits") }
      base = square
    }
    return .integer(result)
  }

  private static func fraction(_ sign: Expression.Arithmetic, _ one: Double, _ two: Double) throws(TemplateError)
    -> TemplateValue
  {
    switch sign {
    case .add: return .float(one + two)
    case .subtract: return .float(one - two)
    case .multiply: return .float(one * two)
    case .divide:
      guard two != 0 else { throw TemplateError("ZeroDivisionError", "float division by zero") }
      return .float(one / two)
    case .floorDivide:
      guard two != 0 else { throw TemplateError("ZeroDivisionError", "float floor division by zero") }
      return .float((one - rest(one, two)) / two)
    case .modulo:
      guard two != 0 else { throw TemplateError("ZeroDivisionError", "float modulo") }
      return .float(rest(one, two))
    case .power:
      guard one != 0 || two >= 0 else {
        throw TemplateError("ZeroDivisionError", "0.0 cannot be raised to a negative power")
      }
      guard one >= 0 || two == two.rounded() else { throw .unsupported("A complex number") }
      let result = pow(one, two)
      guard result.isFinite || !one.isFinite || !two.isFinite else {
        throw .overflow("(34, 'Numerical result out of range')")
      }
      return .float(result)
    }
  }

  /// What is left over, with the sign of the divisor.
  private static func rest(_ one: Double, _ two: Double) -> Double {
    let rest = one.truncatingRemainder(dividingBy: two)
    return rest != 0 && (rest < 0) != (two < 0) ? rest + two : rest
  }

  func negated() throws(TemplateError) -> TemplateValue {
    switch self {
    case .undefined(let error): throw error
    case .float(let value): return .float(-value)
    default:
      guard let integer else { throw .type("bad operand type for unary -: '\(typeName)'") }
      let (value, overflow) = Int64(0).subtractingReportingOverflow(integer)
      guard !overflow else { throw .overflow("An integer has more than 64 bits") }
      return .integer(value)
    }
  }

  func affirmed() throws(TemplateError) -> TemplateValue {
    switch self {
    case .undefined(let error): throw error
    case .float: return self
    default:
      guard let integer else { throw .type("bad operand type for unary +: '\(typeName)'") }
      return .integer(integer)
    }
  }
}
