internal import JSON

/// Keywords for arrays (JSON Schema core §10.3.1 and §11.2, validation §6.4).
extension Evaluation {
  func applyArray(
    _ keyword: String, _ value: SchemaValue, _ place: SchemaApplication, _ failures: inout FailureList
  ) throws(SchemaError) {
    guard case .array(let elements) = place.instance else { return }
    switch (keyword, value) {
    case ("prefixItems", .array(let schemas)):
      for (index, (element, schema)) in zip(elements, schemas).enumerated() {
        try check(element, schema, place.scope, at: .index(index), &failures)
        if failures.isDone { return }
      }
    case ("items", _):
      let prefix = place.schema["prefixItems"]?.elements?.count ?? 0
      guard elements.count > prefix else { return }
      if case .bool(false) = value {
        failures.append(place.failure(.extraItems(prefix: prefix, extra: Array(elements[prefix...]))))
        return
      }
      for index in prefix..<elements.count {
        try check(elements[index], value, place.scope, at: .index(index), &failures)
        if failures.isDone { return }
      }
    case ("contains", _): try applyContains(value, elements, place, &failures)
    case ("minItems", .number(let limit)): note(elements.count, atLeast: limit, .listOrText, place, &failures)
    case ("maxItems", .number(let limit)): note(elements.count, atMost: limit, .listOrText, place, &failures)
    case ("uniqueItems", .bool(true)):
      try spend(elements.count)
      if !SchemaValue.areUnique(elements) { failures.append(place.failure(.notUnique)) }
    case ("unevaluatedItems", _): try applyUnevaluated(items: elements, place, &failures)
    default: break
    }
  }

  private func applyContains(
    _ schema: SchemaValue, _ elements: [SchemaValue], _ place: SchemaApplication, _ failures: inout FailureList
  ) throws(SchemaError) {
    let minimum = place.schema["minContains"]?.number ?? .integer(1)
    let maximum = place.schema["maxContains"]?.number ?? .integer(Int64(elements.count))
    var found = 0
    for element in elements where try isValid(element, schema, place.scope) {
      found += 1
      if let order = SchemaNumber.integer(Int64(found)).compared(to: maximum), order > 0 {
        failures.append(place.failure(.containsMany(maximum: maximum)))
        return
      }
    }
    guard let order = SchemaNumber.integer(Int64(found)).compared(to: minimum), order < 0 else { return }
    failures.append(place.failure(found == 0 ? .containsNone : .containsFew(minimum: minimum, found: found)))
  }
}
