public import JSON

/// Holds values to a JSON Schema of draft 2020-12 (contract §7.9). Verdicts are worded as the API words them.
public struct SchemaValidator: Sendable {
  private let schema: SchemaValue
  private let registry: SchemaRegistry

  /// - Parameter registry: Documents beside the schema that references may lead to.
  public init(_ schema: SchemaValue, registry: SchemaRegistry = .standard) {
    self.schema = schema
    self.registry = registry
  }

  /// - Throws: `invalid` if the schema is none.
  public func checkSchema() throws(SchemaError) {
    try MetaSchema.check(schema)
  }

  /// - Throws: `refused` with the failure that says most; `invalid` if the schema is none.
  public func check(_ value: SchemaValue) throws(SchemaError) {
    try checkSchema()
    guard let best = Failure.best(of: try failures(of: value, assertsFormats: false)) else { return }
    let place = best.path.isEmpty ? "" : " for field \(PythonRepresentation.of(Failure.field(best.path)))"
    throw .refused("Validation failed\(place). Failure reason: \(best.failure.message)")
  }

  /// Whether a value satisfies the schema, which is known to be one.
  public func accepts(_ value: SchemaValue) throws(SchemaError) -> Bool {
    var failures = FailureList(stopsAtFirst: true)
    try evaluation(of: value, assertsFormats: false).check(value, schema, SchemaScope(base: ""), &failures)
    return failures.isEmpty
  }

  /// All that is wrong with a value, formats included, in the shape of the value. The schema is known to be one.
  public func errors(of value: SchemaValue) throws(SchemaError) -> ErrorTree {
    try ErrorTree(try failures(of: value, assertsFormats: true))
  }

  /// Which members of an object are refused. The schema is known to be one.
  public func refusedMembers(of object: SchemaObject) throws(SchemaError) -> Set<String> {
    var refused: Set<String> = []
    for failure in try failures(of: .object(object), assertsFormats: true) {
      if case .key(let name)? = failure.path.first { refused.insert(name) }
    }
    return refused
  }

  /// The first thing that is wrong with a value, formats included, in words that say nothing of its place.
  public func firstMessage(about value: SchemaValue) throws(SchemaError) -> String? {
    try failures(of: value, assertsFormats: true).first?.message
  }

  private func failures(of value: SchemaValue, assertsFormats: Bool) throws(SchemaError) -> [Failure] {
    var failures = FailureList()
    try evaluation(of: value, assertsFormats: assertsFormats).check(value, schema, SchemaScope(base: ""), &failures)
    return failures.all
  }

  private func evaluation(of value: SchemaValue, assertsFormats: Bool) -> Evaluation {
    Evaluation(
      schema: schema, size: schema.size + value.size, assertsFormats: assertsFormats, registry: registry)
  }
}
