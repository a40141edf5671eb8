internal import Glibc

/// A span of time in all of its units.
struct PreciseSpan {
  private let minimum: HumanizedUnit
  private let suppressed: Set<HumanizedUnit>
  private let format: TemplateValue
  private let budget: Budget

  /// - Throws: If no unit is left.
  init(
    minimum: HumanizedUnit, suppressed: Set<HumanizedUnit>, format: TemplateValue, budget: Budget
  ) throws(TemplateError) {
    guard let smallest = HumanizedUnit.allCases.first(where: { $0 >= minimum && !suppressed.contains($0) }) else {
      throw .value("Minimum unit is suppressed and no suitable replacement was found")
    }
    self.minimum = smallest
    self.suppressed = suppressed.union(HumanizedUnit.allCases.filter { $0 < smallest })
    self.format = format
    self.budget = budget
  }

  func text(of parts: HumanizedTime.Parts) throws(TemplateError) -> String {
    let counts = promoted(try divided(parts))
    var texts: [String] = []
    for unit in HumanizedUnit.allCases.reversed() where unit >= minimum {
      let count = counts[unit] ?? 0
      guard count > 0 || (texts.isEmpty && unit == minimum) else { continue }
      let word = count == 1 ? String("\(unit)".dropLast()) : "\(unit)"
      let whole = PythonNumber.Whole(truncating: count).digits
      if unit == minimum, count > count.rounded(.towardZero) {
        texts.append("\(try formatted(count)) \(word)")
      } else {
        texts.append("\(unit == .years ? PythonNumber.grouped(whole) : whole) \(word)")
      }
    }
    guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
    return "\(texts.dropLast().joined(separator: ", ")) and \(last)"
  }

  private func divided(_ parts: HumanizedTime.Parts) throws(TemplateError) -> [HumanizedUnit: Double] {
    var counts: [HumanizedUnit: Double] = [:]
    var rest = Double(parts.days)
    try divide(&rest, by: 365, .years, into: &counts)
    try divide(&rest, by: 30.5, .months, into: &counts)
    rest = rest * 86_400 + Double(parts.seconds)
    try divide(&rest, by: 86_400, .days, into: &counts)
    try divide(&rest, by: 3600, .hours, into: &counts)
    try divide(&rest, by: 60, .minutes, into: &counts)
    rest = rest * 1_000_000 + Double(parts.microseconds)
    try divide(&rest, by: 1_000_000, .seconds, into: &counts)
    try divide(&rest, by: 1000, .milliseconds, into: &counts)
    counts[.microseconds] = rest
    return counts
  }

  private func divide(
    _ rest: inout Double, by divisor: Double, _ unit: HumanizedUnit, into counts: inout [HumanizedUnit: Double]
  ) throws(TemplateError) {
    if unit == minimum {
      counts[unit] = try rounded(rest / divisor)
      rest = 0
    } else if !suppressed.contains(unit) {
      let remainder = fmod(rest, divisor)
      counts[unit] = ((rest - remainder) / divisor).rounded()
      rest = remainder.rounded(.towardZero)
    }
  }

  /// Rounding may have made a whole unit of the next one: 60 minutes are an hour.
  private func promoted(_ counts: [HumanizedUnit: Double]) -> [HumanizedUnit: Double] {
    var counts = counts
    let sizes: [(HumanizedUnit, Double, HumanizedUnit)] = [
      (.milliseconds, 1000, .seconds), (.seconds, 60, .minutes), (.minutes, 60, .hours), (.hours, 24, .days),
      (.days, 31, .months), (.months, 12, .years),
    ]
    for (unit, size, next) in sizes where (counts[unit] ?? 0) >= size && !suppressed.contains(next) {
      counts[unit, default: 0] -= size
      counts[next, default: 0] += 1
    }
    return counts
  }

  /// As the format rounds it.
  private func rounded(_ number: Double) throws(TemplateError) -> Double {
    let result = try TemplateValue.arithmetic(.modulo, format, .float(number), budget)
    if let number = result.number { return number.rounded(.towardZero) }
    let text = try result.shown(budget)
    guard let number = PythonNumber.float(text) else {
      throw .value("could not convert string to float: \(PythonText.quoted(text))")
    }
    return number
  }

  private func formatted(_ number: Double) throws(TemplateError) -> String {
    try TemplateValue.arithmetic(.modulo, format, .float(number), budget).shown(budget)
  }
}
