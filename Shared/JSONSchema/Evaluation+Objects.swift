internal import JSON

/// Keywords for objects (JSON Schema core §10.3.2 and §11.3, validation §6.5).
extension Evaluation {
  func applyObject(
    _ keyword: String, _ value: SchemaValue, _ place: SchemaApplication, _ failures: inout FailureList
  ) throws(SchemaError) {
    guard case .object(let object) = place.instance else { return }
    switch (keyword, value) {
    case ("properties", .object(let properties)):
      for (key, schema) in properties.members {
        try spend()
        guard let member = object[key] else { continue }
        try check(member, schema, place.scope, at: .key(key), &failures)
        if failures.isDone { return }
      }
    case ("patternProperties", .object(let patterns)):
      for (pattern, schema) in patterns.members {
        for (key, member) in object.members where try isFound(pattern, in: key) {
          try check(member, schema, place.scope, at: .key(key), &failures)
          if failures.isDone { return }
        }
      }
    case ("additionalProperties", _): try applyAdditional(value, object, place, &failures)
    case ("propertyNames", _):
      for key in object.keys {
        try check(.string(key), value, place.scope, &failures)
        if failures.isDone { return }
      }
    case ("required", .array(let keys)):
      try spend(keys.count)
      for key in keys.compactMap(\.text) where object[key] == nil {
        failures.append(place.failure(.required(key), .required))
        if failures.isDone { return }
      }
    case ("minProperties", .number(let limit)): note(object.count, atLeast: limit, .members, place, &failures)
    case ("maxProperties", .number(let limit)): note(object.count, atMost: limit, .members, place, &failures)
    case ("dependentRequired", .object(let dependencies)):
      for (key, needed) in dependencies.members where object[key] != nil {
        try spend(1 + (needed.elements?.count ?? 0))
        for other in (needed.elements ?? []).compactMap(\.text) where object[other] == nil {
          failures.append(place.failure(.dependency(other, of: key)))
          if failures.isDone { return }
        }
      }
    case ("dependentSchemas", .object(let dependencies)):
      for (key, schema) in dependencies.members where object[key] != nil {
        try check(place.instance, schema, place.scope, &failures)
        if failures.isDone { return }
      }
    case ("unevaluatedProperties", _): try applyUnevaluated(value, properties: object, place, &failures)
    default: break
    }
  }

  private func applyAdditional(
    _ schema: SchemaValue, _ object: SchemaObject, _ place: SchemaApplication, _ failures: inout FailureList
  ) throws(SchemaError) {
    let properties = place.schema["properties"]?.object ?? SchemaObject()
    let patterns = place.schema["patternProperties"]?.object?.keys
    var extras: [String] = []
    for key in object.keys where properties[key] == nil {
      try spend()
      var isKnown = false
      for pattern in patterns ?? [] where !isKnown { isKnown = try isFound(pattern, in: key) }
      if !isKnown { extras.append(key) }
    }
    switch schema {
    case .object:
      for key in extras {
        guard let member = object[key] else { continue }
        try check(member, schema, place.scope, at: .key(key), &failures)
        if failures.isDone { return }
      }
    case .bool(false) where !extras.isEmpty:
      failures.append(
        place.failure(.additional(extras.inCodePointOrder, patterns: patterns.map { $0.inCodePointOrder })))
    default: break
    }
  }
}

extension [String] {
  /// The order in which Python sorts texts; that of UTF-8 is the same.
  var inCodePointOrder: [String] { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
