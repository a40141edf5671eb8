internal import JSON
internal import Patterns

/// One check of a value against a schema: JSON Schema draft 2020-12 as Python's jsonschema goes through it.
///
/// Depth and work are bounded: the depth by a number, the work in proportion to the sizes of schema and value.
final class Evaluation {
  private let registry: SchemaRegistry
  private let own: SchemaRegistry
  let assertsFormats: Bool
  private var depth = 0
  private var work: Int
  private var patterns: [String: Pattern] = [:]

  /// - Parameters:
  ///   - schema: The outermost schema, at the address `base`.
  ///   - registry: What else references may lead to.
  init(schema: SchemaValue, at base: String = "", size: Int, assertsFormats: Bool, registry: SchemaRegistry) {
    self.registry = registry
    self.assertsFormats = assertsFormats
    work = Evaluation.baseWork + Evaluation.workPerValue * size
    var own = SchemaRegistry()
    own.add(schema, at: base)
    self.own = own
  }

  static let maximumDepth = 300
  private static let baseWork = 100_000
  private static let workPerValue = 100

  func resource(_ uri: String) -> SchemaValue? {
    own.resources[uri] ?? registry.resources[uri]
  }

  func anchor(_ name: String, at base: String) -> SchemaRegistry.Entry? {
    own.anchor(name, at: base) ?? registry.anchor(name, at: base)
  }

  func dynamicAnchor(_ name: String, at base: String) -> SchemaRegistry.Entry? {
    own.dynamicAnchor(name, at: base) ?? registry.dynamicAnchor(name, at: base)
  }

  func spend(_ amount: Int = 1) throws(SchemaError) {
    work -= amount
    guard work >= 0 else { throw .tooComplex }
  }

  /// Goes one schema deeper.
  ///
  /// - Throws: `circular`.
  func descend() throws(SchemaError) {
    guard depth < Evaluation.maximumDepth else { throw .circular }
    depth += 1
  }

  func ascend() {
    depth -= 1
  }

  /// Applies a schema to a value and notes what is wrong.
  ///
  /// - Parameter isEntered: Whether the scope is that within the schema already, as a reference gives it.
  func check(
    _ instance: SchemaValue, _ schema: SchemaValue, _ scope: SchemaScope, isEntered: Bool = false,
    at step: Failure.Step? = nil, _ failures: inout FailureList
  ) throws(SchemaError) {
    try spend()
    try descend()
    defer { ascend() }
    let before = failures.count
    switch schema {
    case .bool(false):
      failures.append(
        Failure(reason: .falseSchema, keyword: .other, instance: instance, matchesType: false))
    case .object(let object):
      let scope = isEntered ? scope : scope.entering(schema)
      let place = SchemaApplication(instance: instance, schema: object, scope: scope)
      for (keyword, value) in object.members {
        try apply(keyword, value, place, &failures)
        if failures.isDone { break }
      }
      if !failures.isDone, case .placeholder(let placeholder) = instance, let message = placeholder.message {
        failures.append(place.failure(.placeholder(message), .placeholder))
      }
    default: break
    }
    if let step { failures.prefix(with: step, from: before) }
  }

  /// Whether a schema has nothing to say against a value.
  func isValid(_ instance: SchemaValue, _ schema: SchemaValue, _ scope: SchemaScope) throws(SchemaError) -> Bool {
    var failures = FailureList(stopsAtFirst: true)
    try check(instance, schema, scope, &failures)
    return failures.isEmpty
  }

  /// Whether a pattern is found in a text. One that is no pattern finds nothing.
  func isFound(_ pattern: String, in text: String) throws(SchemaError) -> Bool {
    try spend(50 + text.utf8.count / 8)
    do throws(PatternError) {
      let compiled: Pattern
      if let known = patterns[pattern] {
        compiled = known
      } else {
        compiled = try Pattern(pattern)
        patterns[pattern] = compiled
      }
      return try compiled.isFound(in: text)
    } catch {
      switch error {
      case .malformed: return false
      case .tooMuchWork: throw .tooComplex
      }
    }
  }

  private func apply(
    _ keyword: String, _ value: SchemaValue, _ place: SchemaApplication, _ failures: inout FailureList
  ) throws(SchemaError) {
    switch keyword {
    case "$ref": try applyReference(value, isDynamic: false, place, &failures)
    case "$dynamicRef": try applyReference(value, isDynamic: true, place, &failures)
    case "type", "enum", "const", "format", "pattern", "minLength", "maxLength", "minimum", "maximum",
      "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
      try applyScalar(keyword, value, place, &failures)
    case "properties", "patternProperties", "additionalProperties", "propertyNames", "required", "minProperties",
      "maxProperties", "dependentRequired", "dependentSchemas", "unevaluatedProperties":
      try applyObject(keyword, value, place, &failures)
    case "items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems", "unevaluatedItems":
      try applyArray(keyword, value, place, &failures)
    case "allOf", "anyOf", "oneOf", "not", "if": try applyCombination(keyword, value, place, &failures)
    default: break
    }
  }
}

/// A schema with its value, under evaluation.
struct SchemaApplication {
  var instance: SchemaValue
  var schema: SchemaObject
  var scope: SchemaScope

  func failure(_ reason: Failure.Reason, _ keyword: Failure.Keyword = .other, context: [Failure] = []) -> Failure {
    Failure(
      reason: reason, keyword: keyword, instance: instance, context: context,
      matchesType: schema["type"].map { instance.isOf(type: $0) } ?? false)
  }
}

/// What was found to be wrong: all of it, or the first thing where only the verdict counts.
struct FailureList {
  private(set) var all: [Failure] = []
  let stopsAtFirst: Bool

  init(stopsAtFirst: Bool = false) {
    self.stopsAtFirst = stopsAtFirst
  }

  var count: Int { all.count }
  var isEmpty: Bool { all.isEmpty }
  var isDone: Bool { stopsAtFirst && !all.isEmpty }

  mutating func append(_ failure: Failure) {
    all.append(failure)
  }

  mutating func append(_ failures: [Failure]) {
    all.append(contentsOf: failures)
  }

  mutating func prefix(with step: Failure.Step, from start: Int) {
    for index in start..<all.count { all[index].reversedPath.append(step) }
  }
}
