internal import JSON

/// What no other keyword looked at (JSON Schema core §11).
extension Evaluation {
  func applyUnevaluated(
    items elements: [SchemaValue], _ place: SchemaApplication, _ failures: inout FailureList
  ) throws(SchemaError) {
    var evaluated = Set<Int>()
    try collect(
      indices: &evaluated, of: elements, in: ResolvedSchema(schema: .object(place.schema), scope: place.scope))
    let rest = elements.indices.filter { !evaluated.contains($0) }.map { elements[$0] }
    if !rest.isEmpty { failures.append(place.failure(.unevaluatedItems(rest))) }
  }

  func applyUnevaluated(
    _ schema: SchemaValue, properties object: SchemaObject, _ place: SchemaApplication, _ failures: inout FailureList
  ) throws(SchemaError) {
    var evaluated = Set<String>()
    try collect(keys: &evaluated, of: object, in: ResolvedSchema(schema: .object(place.schema), scope: place.scope))
    var rest: [String] = []
    for (key, member) in object.members where !evaluated.contains(key) {
      var said = FailureList(stopsAtFirst: failures.stopsAtFirst)
      try check(member, schema, place.scope, &said)
      // Each thing wrong with a member counts.
      rest += said.all.map { _ in key }
    }
    guard !rest.isEmpty else { return }
    let isFalse = schema == .bool(false)
    failures.append(
      place.failure(.unevaluatedProperties(isFalse ? rest.inCodePointOrder : rest, isFalse: isFalse)))
  }

  private func collect(
    indices: inout Set<Int>, of elements: [SchemaValue], in place: ResolvedSchema
  ) throws(SchemaError) {
    guard case .object(let object) = place.schema else { return }
    try descend()
    defer { ascend() }
    if object["items"] != nil {
      indices.formUnion(elements.indices)
      return
    }
    if let prefix = object["prefixItems"]?.elements { indices.formUnion(0..<prefix.count) }
    for keyword in ["contains", "unevaluatedItems"] {
      guard let part = object[keyword] else { continue }
      for (index, element) in elements.enumerated() where try isValid(element, part, place.scope) {
        indices.insert(index)
      }
    }
    for part in try applicable(in: object, to: .array(elements), place.scope) {
      try collect(indices: &indices, of: elements, in: part)
    }
  }

  private func collect(
    keys: inout Set<String>, of instance: SchemaObject, in place: ResolvedSchema
  ) throws(SchemaError) {
    guard case .object(let object) = place.schema else { return }
    let scope = place.scope
    try descend()
    defer { ascend() }
    if let properties = object["properties"]?.object {
      for key in instance.keys where properties[key] != nil { keys.insert(key) }
    }
    for keyword in ["additionalProperties", "unevaluatedProperties"] {
      guard let part = object[keyword] else { continue }
      for (key, member) in instance.members where try isValid(member, part, scope) { keys.insert(key) }
    }
    if let patterns = object["patternProperties"]?.object?.keys {
      for key in instance.keys {
        for pattern in patterns where try isFound(pattern, in: key) { keys.insert(key) }
      }
    }
    if let dependencies = object["dependentSchemas"]?.object {
      for (key, part) in dependencies.members where instance[key] != nil {
        try collect(keys: &keys, of: instance, in: within(part, scope))
      }
    }
    for part in try applicable(in: object, to: .object(instance), scope) {
      try collect(keys: &keys, of: instance, in: part)
    }
  }

  private func within(_ schema: SchemaValue, _ scope: SchemaScope) -> ResolvedSchema {
    ResolvedSchema(schema: schema, scope: scope.entering(schema))
  }

  /// The schemas within one that apply to the same value, and say yes to it.
  private func applicable(
    in object: SchemaObject, to instance: SchemaValue, _ scope: SchemaScope
  ) throws(SchemaError) -> [ResolvedSchema] {
    try spend()
    var found: [ResolvedSchema] = []
    if let reference = object["$ref"]?.text { found.append(try resolve(reference, from: scope, isDynamic: false)) }
    if let reference = object["$dynamicRef"]?.text {
      found.append(try resolve(reference, from: scope, isDynamic: true))
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
      for part in object[keyword]?.elements ?? [] where try isValid(instance, part, scope) {
        found.append(within(part, scope))
      }
    }
    if let condition = object["if"] {
      let holds = try isValid(instance, condition, scope)
      if holds { found.append(within(condition, scope)) }
      if let branch = object[holds ? "then" : "else"] { found.append(within(branch, scope)) }
    }
    return found
  }
}
