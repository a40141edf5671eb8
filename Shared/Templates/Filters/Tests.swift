/// The tests of `is` (Jinja 3.1, "List of Builtin Tests").
enum Tests {
  private static let names: Set<String> = [
    "odd", "even", "divisibleby", "defined", "undefined", "filter", "test", "none", "boolean", "false", "true",
    "integer", "float",
    "lower", "upper", "string", "mapping", "number", "sequence", "iterable", "callable", "sameas", "escaped", "in",
    "eq", "equalto",
    "ne", "gt", "greaterthan", "ge", "lt", "lessthan", "le", "==", "!=", ">", ">=", "<", "<=",
  ]

  static func isKnown(_ name: String) -> Bool { names.contains(name) }

  private static let comparisons: [String: Expression.Comparison] = [
    "eq": .equal, "equalto": .equal, "==": .equal, "ne": .unequal, "!=": .unequal, "gt": .greater,
    "greaterthan": .greater,
    ">": .greater, "ge": .atLeast, ">=": .atLeast, "lt": .less, "lessthan": .less, "<": .less, "le": .atMost,
    "<=": .atMost,
    "in": .contained,
  ]

  static func apply(
    _ name: String, to value: TemplateValue, _ arguments: CallArguments, in renderer: Renderer
  ) throws(TemplateError) -> Bool {
    let budget = renderer.budget
    if let comparison = comparisons[name] {
      return try value.compares(comparison, to: try argument(name, arguments), budget)
    }
    if isKnown(name), !["divisibleby", "sameas"].contains(name), !arguments.positional.isEmpty {
      throw .type("test_\(name)() takes 1 positional argument but \(arguments.positional.count + 1) were given")
    }
    switch name {
    case "odd": return try rest(of: value, by: .integer(2), budget).equals(.integer(1), budget)
    case "even": return try rest(of: value, by: .integer(2), budget).equals(.integer(0), budget)
    case "divisibleby":
      return try rest(of: value, by: try argument(name, arguments), budget).equals(.integer(0), budget)
    case "defined": return !value.isUndefined
    case "undefined": return value.isUndefined
    case "filter", "test":
      // What can't be a key can't be looked up.
      _ = try TemplateKey(value)
      return name == "filter" ? Filters.isKnown(value.string ?? "") : isKnown(value.string ?? "")
    case "sameas": return try isSame(value, try argument(name, arguments), budget)
    case "lower": return PythonCase.isAll(try value.shown(budget), "islower")
    case "upper": return PythonCase.isAll(try value.shown(budget), "isupper")
    default:
      guard isKnown(name) else {
        throw TemplateError("TemplateRuntimeError", "No test named \(PythonText.quoted(name)) found.")
      }
      return isOfKind(value, name)
    }
  }

  private static func isOfKind(_ value: TemplateValue, _ name: String) -> Bool {
    switch (name, value) {
    case ("none", .none), ("boolean", .bool), ("integer", .integer), ("float", .float), ("mapping", .dict),
      ("escaped", .safe), ("escaped", .undefined):
      true
    case ("true", .bool(let flag)): flag
    case ("false", .bool(let flag)): !flag
    case ("string", _): value.string != nil
    case ("number", _): value.number != nil
    case ("sequence", .undefined), ("iterable", .undefined): true
    case ("sequence", .object(let object)), ("iterable", .object(let object)): object.elements != nil
    case ("sequence", _), ("iterable", _): value.number == nil && !value.isNone
    case ("callable", .object(let object)): object.isCallable
    case ("callable", .undefined): true
    default: false
    }
  }

  private static func isSame(_ one: TemplateValue, _ two: TemplateValue, _ budget: Budget) throws(TemplateError) -> Bool
  {
    switch (one, two) {
    case (.bool(let one), .bool(let two)): one == two
    case (.none, .none): true
    case (.integer, .integer), (.text, .text): try one.equals(two, budget)
    case (.object(let one), .object(let two)): one === two
    default: false
    }
  }

  private static func rest(of value: TemplateValue, by divisor: TemplateValue, _ budget: Budget) throws(TemplateError)
    -> TemplateValue
  {
    try TemplateValue.arithmetic(.modulo, value, divisor, budget)
  }

  private static func argument(_ name: String, _ arguments: CallArguments) throws(TemplateError) -> TemplateValue {
    guard let value = arguments.positional.first ?? arguments.named.first?.value else {
      throw .type("The test '\(name)' needs an argument")
    }
    return value
  }
}

extension TemplateValue {
  var isNone: Bool {
    if case .none = self { true } else { false }
  }
}
