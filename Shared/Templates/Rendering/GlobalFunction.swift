/// The functions that every template sees.
final class GlobalFunction: TemplateObject {
  private let name: String

  init?(named name: String) {
    guard ["range", "dict", "namespace", "cycler", "joiner", "lipsum"].contains(name) else { return nil }
    self.name = name
  }

  override var typeName: String { "type" }
  override var text: String { "<class \(PythonText.quoted(name))>" }

  override func call(_ arguments: CallArguments, in renderer: Renderer) throws(TemplateError) -> TemplateValue {
    switch name {
    case "range": return try range(arguments, limits: renderer.budget.limits)
    case "dict": return .dict(try dictionary(arguments, renderer.budget))
    case "namespace":
      let namespace = Namespace()
      for member in try dictionary(arguments, renderer.budget).members {
        if let name = member.key.string { namespace.values[name] = member.value }
      }
      return .object(namespace)
    case "cycler":
      guard !arguments.positional.isEmpty else {
        throw TemplateError("RuntimeError", "at least one item has to be provided")
      }
      return .object(Cycler(arguments.positional))
    case "joiner": return .object(Joiner(arguments.positional.first ?? arguments.named("sep") ?? .text(", ")))
    default: throw .unsupported("The function '\(name)'")
    }
  }

  private func range(_ arguments: CallArguments, limits: TemplateLimits) throws(TemplateError) -> TemplateValue {
    var bounds: [Int64] = []
    for value in arguments.positional {
      guard let integer = value.integer else {
        throw .type("'\(value.typeName)' object cannot be interpreted as an integer")
      }
      bounds.append(integer)
    }
    guard !bounds.isEmpty else { throw .type("range expected at least 1 argument, got 0") }
    guard bounds.count <= 3 else { throw .type("range expected at most 3 arguments, got \(bounds.count)") }
    let start = bounds.count == 1 ? 0 : bounds[0]
    let stop = bounds.count == 1 ? bounds[0] : bounds[1]
    let step = bounds.count == 3 ? bounds[2] : 1
    guard step != 0 else { throw .value("range() arg 3 must not be zero") }
    var numbers: [TemplateValue] = []
    var number = start
    while step > 0 ? number < stop : number > stop {
      guard numbers.count < limits.range else {
        throw .overflow("Range too big. The sandbox blocks ranges larger than MAX_TEMPLATE_RANGE=\(limits.range).")
      }
      numbers.append(.integer(number))
      let (next, overflow) = number.addingReportingOverflow(step)
      if overflow { break }
      number = next
    }
    let spelling = "range(\(start), \(stop)\(bounds.count == 3 && step != 1 ? ", \(step)" : ""))"
    return .object(NumberRange(numbers, spelling: spelling))
  }

  private func dictionary(_ arguments: CallArguments, _ budget: Budget) throws(TemplateError) -> TemplateDictionary {
    var result = TemplateDictionary()
    switch arguments.positional.first {
    case nil: break
    case .dict(let dictionary): result = dictionary
    case .some(let value):
      for pair in try value.elements(budget) {
        let parts = try pair.elements(budget)
        guard parts.count == 2 else {
          throw .value("dictionary update sequence element has length \(parts.count); 2 is required")
        }
        try result.set(parts[0], parts[1])
      }
    }
    for argument in arguments.named { result.set(argument.name, argument.value) }
    return result
  }
}
