internal import JSON

extension Failure {
  /// What is wrong, before it is put into words: words are made only for failures that are shown.
  enum Reason: Sendable {
    case falseSchema
    case placeholder(String)
    case type([String])
    case enumeration([SchemaValue])
    case constant(SchemaValue)
    case required(String)
    case dependency(String, of: String)
    case tooFew(limit: SchemaNumber, what: Counted)
    case tooMany(limit: SchemaNumber, what: Counted)
    case notUnique
    case pattern(String)
    case format(String)
    case multiple(of: SchemaNumber)
    case minimum(SchemaNumber)
    case maximum(SchemaNumber)
    case exclusiveMinimum(SchemaNumber)
    case exclusiveMaximum(SchemaNumber)
    case additional([String], patterns: [String]?)
    case unevaluatedItems([SchemaValue])
    case unevaluatedProperties([String], isFalse: Bool)
    case extraItems(prefix: Int, extra: [SchemaValue])
    case containsNone
    case containsFew(minimum: SchemaNumber, found: Int)
    case containsMany(maximum: SchemaNumber)
    case noAlternative
    case manyAlternatives([SchemaValue])
    case negated(SchemaValue)
  }

  enum Counted: Sendable {
    case members, listOrText
  }

  /// The words of the API, which are those of Python's jsonschema.
  var message: String {
    let value = { PythonRepresentation.of(instance) }
    switch reason {
    case .falseSchema: return "False schema does not allow \(value())"
    case .placeholder(let text): return text
    case .type(let types): return "\(value()) is not of type \(PythonRepresentation.list(types))"
    case .enumeration(let values): return "\(value()) is not one of \(PythonRepresentation.of(.array(values)))"
    case .constant(let constant): return "\(PythonRepresentation.of(constant)) was expected"
    case .required(let key): return "\(PythonRepresentation.of(key)) is a required property"
    case .dependency(let key, let other):
      return "\(PythonRepresentation.of(key)) is a dependency of \(PythonRepresentation.of(other))"
    case .tooFew(let limit, let what):
      if limit.compared(to: .integer(1)) == 0 { return "\(value()) should be non-empty" }
      return "\(value()) \(what == .members ? "does not have enough properties" : "is too short")"
    case .tooMany(let limit, let what):
      if limit.compared(to: .integer(0)) == 0 { return "\(value()) is expected to be empty" }
      return "\(value()) \(what == .members ? "has too many properties" : "is too long")"
    case .notUnique: return "\(value()) has non-unique elements"
    case .pattern(let pattern): return "\(value()) does not match \(PythonRepresentation.of(pattern))"
    case .format(let format): return "\(value()) is not a \(PythonRepresentation.of(format))"
    case .multiple(let divisor): return "\(value()) is not a multiple of \(PythonRepresentation.of(.number(divisor)))"
    case .minimum(let limit): return "\(value()) is less than the minimum of \(PythonRepresentation.of(.number(limit)))"
    case .maximum(let limit):
      return "\(value()) is greater than the maximum of \(PythonRepresentation.of(.number(limit)))"
    case .exclusiveMinimum(let limit):
      return "\(value()) is less than or equal to the minimum of \(PythonRepresentation.of(.number(limit)))"
    case .exclusiveMaximum(let limit):
      return "\(value()) is greater than or equal to the maximum of \(PythonRepresentation.of(.number(limit)))"
    case .additional, .unevaluatedItems, .unevaluatedProperties, .extraItems: return extrasMessage
    case .containsNone: return "\(value()) does not contain items matching the given schema"
    case .containsFew(let minimum, let found):
      return "Too few items match the given schema (expected at least "
        + "\(PythonRepresentation.of(.number(minimum))) but only \(found) matched)"
    case .containsMany(let maximum):
      return "Too many items match the given schema (expected at most \(PythonRepresentation.of(.number(maximum))))"
    case .noAlternative: return "\(value()) is not valid under any of the given schemas"
    case .manyAlternatives(let schemas):
      return "\(value()) is valid under each of \(schemas.map { PythonRepresentation.of($0) }.joined(separator: ", "))"
    case .negated(let schema): return "\(value()) should not be valid under \(PythonRepresentation.of(schema))"
    }
  }

  private var extrasMessage: String {
    switch reason {
    case .additional(let keys, patterns: nil):
      return "Additional properties are not allowed (\(PythonRepresentation.list(keys)) \(was(keys.count)) unexpected)"
    case .additional(let keys, let patterns?):
      return "\(PythonRepresentation.list(keys)) \(keys.count == 1 ? "does" : "do") not match any of the regexes: "
        + PythonRepresentation.list(patterns)
    case .unevaluatedItems(let items):
      let shown = items.map { PythonRepresentation.of($0) }.joined(separator: ", ")
      return "Unevaluated items are not allowed (\(shown) \(was(items.count)) unexpected)"
    case .unevaluatedProperties(let keys, isFalse: true):
      return "Unevaluated properties are not allowed (\(PythonRepresentation.list(keys)) \(was(keys.count)) unexpected)"
    case .unevaluatedProperties(let keys, isFalse: false):
      return "Unevaluated properties are not valid under the given schema "
        + "(\(PythonRepresentation.list(keys)) \(was(keys.count)) unevaluated and invalid)"
    case .extraItems(let prefix, let extra):
      let rest = extra.count == 1 ? extra[0] : .array(extra)
      return "Expected at most \(prefix) \(prefix == 1 ? "item" : "items") but found \(extra.count) extra: "
        + PythonRepresentation.of(rest)
    default: return ""
    }
  }

  private func was(_ count: Int) -> String { count == 1 ? "was" : "were" }
}
