/// A unit of time, the shorter before the longer.
enum HumanizedUnit: Int, CaseIterable, Comparable, CustomStringConvertible {
  case microseconds
  case milliseconds
  case seconds
  case minutes
  case hours
  case days
  case months
  case years

  /// - Throws: For a name that is none.
  init(_ name: TemplateValue) throws(TemplateError) {
    if case .undefined(let error) = name { throw error }
    guard let text = name.string else {
      throw TemplateError("AttributeError", "'\(name.typeName)' object has no attribute 'upper'")
    }
    guard let unit = HumanizedUnit.allCases.first(where: { "\($0)" == text.lowercased() }) else {
      throw TemplateError("KeyError", PythonText.quoted(text.uppercased()))
    }
    self = unit
  }

  var description: String {
    switch self {
    case .microseconds: "microseconds"
    case .milliseconds: "milliseconds"
    case .seconds: "seconds"
    case .minutes: "minutes"
    case .hours: "hours"
    case .days: "days"
    case .months: "months"
    case .years: "years"
    }
  }

  static func < (left: HumanizedUnit, right: HumanizedUnit) -> Bool { left.rawValue < right.rawValue }
}
