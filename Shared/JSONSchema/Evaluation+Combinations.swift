internal import JSON

/// Keywords that put schemas together (JSON Schema core §10.2).
extension Evaluation {
  func applyCombination(
    _ keyword: String, _ value: SchemaValue, _ place: SchemaApplication, _ failures: inout FailureList
  ) throws(SchemaError) {
    switch (keyword, value) {
    case ("allOf", .array(let schemas)):
      for schema in schemas {
        try check(place.instance, schema, place.scope, &failures)
        if failures.isDone { return }
      }
    case ("anyOf", .array(let schemas)):
      _ = try firstValid(of: schemas, place, &failures)
    case ("oneOf", .array(let schemas)):
      guard let first = try firstValid(of: schemas, place, &failures) else { return }
      var more: [SchemaValue] = []
      for schema in schemas[(first + 1)...] where try isValid(place.instance, schema, place.scope) {
        more.append(schema)
      }
      if !more.isEmpty {
        failures.append(place.failure(.manyAlternatives(more + [schemas[first]]), .alternatives))
      }
    case ("not", _):
      if try isValid(place.instance, value, place.scope) { failures.append(place.failure(.negated(value))) }
    case ("if", _):
      let branch = try isValid(place.instance, value, place.scope) ? place.schema["then"] : place.schema["else"]
      if let branch { try check(place.instance, branch, place.scope, &failures) }
    default: break
    }
  }

  /// The first alternative that the value satisfies; a failure with what all of them said if there is none.
  private func firstValid(
    of schemas: [SchemaValue], _ place: SchemaApplication, _ failures: inout FailureList
  ) throws(SchemaError) -> Int? {
    var context: [Failure] = []
    for (index, schema) in schemas.enumerated() {
      var said = FailureList(stopsAtFirst: failures.stopsAtFirst)
      try check(place.instance, schema, place.scope, &said)
      if said.isEmpty { return index }
      context += said.all
    }
    failures.append(
      place.failure(.noAlternative, .alternatives, context: failures.stopsAtFirst ? [] : context))
    return nil
  }
}
