extension TemplateValue {
  /// Whether two values are equal as Python has it.
  func equals(_ other: TemplateValue, _ budget: Budget) throws(TemplateError) -> Bool {
    try budget.spend(1)
    if let (one, two) = TemplateValue.integers(self, other) { return one == two }
    if let (one, two) = TemplateValue.numbers(self, other) { return one == two }
    if let one = string, let two = other.string { return one.unicodeScalars.elementsEqual(two.unicodeScalars) }
    switch (self, other) {
    case (.undefined, .undefined), (.none, .none): return true
    case (.list(let one), .list(let two)), (.tuple(let one), .tuple(let two)):
      guard one.count == two.count else { return false }
      for (left, right) in zip(one, two) where try !left.equals(right, budget) { return false }
      return true
    case (.dict(let one), .dict(let two)):
      guard one.count == two.count else { return false }
      for member in one.members {
        guard let value = two[try TemplateKey(member.key)], try member.value.equals(value, budget) else { return false }
      }
      return true
    case (.object(let one), .object(let two)): return one.equals(two)
    default: return false
    }
  }

  /// Whether one value comes before another.
  ///
  /// - Throws: A type error for values without an order between them, worded with the sign that was asked for.
  func precedes(_ other: TemplateValue, _ sign: String, _ budget: Budget) throws(TemplateError) -> Bool {
    try budget.spend(1)
    if let (one, two) = TemplateValue.integers(self, other) { return one < two }
    if let (one, two) = TemplateValue.numbers(self, other) { return one < two }
    if let one = string, let two = other.string {
      return one.unicodeScalars.lexicographicallyPrecedes(two.unicodeScalars)
    }
    switch (self, other) {
    case (.undefined(let error), _), (_, .undefined(let error)): throw error
    case (.object(let one), .object(let two)):
      guard let isBefore = one.precedes(two) else { throw unordered(other, sign) }
      return isBefore
    case (.list(let one), .list(let two)), (.tuple(let one), .tuple(let two)):
      for (left, right) in zip(one, two) where try !left.equals(right, budget) {
        return try left.precedes(right, sign, budget)
      }
      return one.count < two.count
    default: throw unordered(other, sign)
    }
  }

  private func unordered(_ other: TemplateValue, _ sign: String) -> TemplateError {
    .type("'\(sign)' not supported between instances of '\(typeName)' and '\(other.typeName)'")
  }

  func compares(_ comparison: Expression.Comparison, to other: TemplateValue, _ budget: Budget) throws(TemplateError)
    -> Bool
  {
    switch comparison {
    case .equal: return try equals(other, budget)
    case .unequal: return try !equals(other, budget)
    case .contained: return try other.contains(self, budget)
    case .notContained: return try !other.contains(self, budget)
    case .less: return try precedes(other, "<", budget)
    case .greater:
      guard try isOrdered(other, ">", budget) else { return false }
      return try other.precedes(self, ">", budget)
    case .atMost:
      guard try isOrdered(other, "<=", budget) else { return false }
      return try !other.precedes(self, "<=", budget)
    case .atLeast:
      guard try isOrdered(other, ">=", budget) else { return false }
      return try !precedes(other, ">=", budget)
    }
  }

  /// Whether the two have an order at all: not where one of them is no number.
  private func isOrdered(_ other: TemplateValue, _ sign: String, _ budget: Budget) throws(TemplateError) -> Bool {
    _ = try precedes(other, sign, budget)
    guard let (one, two) = TemplateValue.numbers(self, other) else { return true }
    return !one.isNaN && !two.isNaN
  }

  func contains(_ value: TemplateValue, _ budget: Budget) throws(TemplateError) -> Bool {
    switch self {
    case .text(let text), .safe(let text):
      guard let part = value.string else {
        throw .type("'in <string>' requires string as left operand, not \(value.typeName)")
      }
      try budget.spend(text.utf8.count / 16)
      return part.isEmpty || text.unicodeScalars.firstRange(of: part) != nil
    case .dict(let dictionary): return dictionary[try TemplateKey(value)] != nil
    case .none, .bool, .integer, .float: throw .type("argument of type '\(typeName)' is not iterable")
    default:
      if case .object(let object) = self, let isThere = object.contains(value) { return isThere }
      for element in try elements(budget) where try element.equals(value, budget) { return true }
      return false
    }
  }

  static func integers(_ one: TemplateValue, _ two: TemplateValue) -> (Int64, Int64)? {
    guard let one = one.integer, let two = two.integer else { return nil }
    return (one, two)
  }

  static func numbers(_ one: TemplateValue, _ two: TemplateValue) -> (Double, Double)? {
    guard let one = one.number, let two = two.number else { return nil }
    return (one, two)
  }

  /// The number, if it is a whole one: a truth value is one, too.
  var integer: Int64? {
    switch self {
    case .integer(let value): value
    case .bool(let flag): flag ? 1 : 0
    default: nil
    }
  }

  var number: Double? {
    if case .float(let value) = self { value } else { integer.map(Double.init) }
  }
}

extension String.UnicodeScalarView {
  /// Where a text begins in this one, scalar by scalar.
  func firstRange(of text: String, from start: Index? = nil) -> Range<Index>? {
    let wanted = text.unicodeScalars
    guard let first = wanted.first else { return (start ?? startIndex)..<(start ?? startIndex) }
    var index = start ?? startIndex
    while let candidate = self[index...].firstIndex(of: first) {
      var (here, there) = (candidate, wanted.startIndex)
      while there < wanted.endIndex, here < endIndex, self[here] == wanted[there] {
        here = self.index(after: here)
        there = wanted.index(after: there)
      }
      if there == wanted.endIndex { return candidate..<here }
      index = self.index(after: candidate)
    }
    return nil
  }
}
