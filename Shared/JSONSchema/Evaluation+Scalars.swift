internal import JSON

/// Keywords for texts, numbers and values as a whole (JSON Schema validation §6.1 to §6.3).
extension Evaluation {
  func applyScalar(
    _ keyword: String, _ value: SchemaValue, _ place: SchemaApplication, _ failures: inout FailureList
  ) throws(SchemaError) {
    switch (keyword, value, place.instance) {
    case ("type", _, let instance):
      guard !instance.isOf(type: value) else { return }
      let types = value.text.map { [$0] } ?? value.elements?.compactMap(\.text) ?? []
      failures.append(place.failure(.type(types)))
    case ("enum", .array(let values), let instance):
      try spend(values.count)
      guard !values.contains(where: { $0.means(instance) }) else { return }
      failures.append(place.failure(.enumeration(values)))
    case ("const", let constant, let instance):
      guard !constant.means(instance) else { return }
      failures.append(place.failure(.constant(constant)))
    case ("format", .string(let format), .string(let text)):
      guard assertsFormats, !SchemaFormat.isValid(text, as: format) else { return }
      failures.append(place.failure(.format(format)))
    case ("pattern", .string(let pattern), .string(let text)):
      guard try !isFound(pattern, in: text) else { return }
      failures.append(place.failure(.pattern(pattern)))
    case ("minLength", .number(let limit), .string(let text)):
      note(text.unicodeScalars.count, atLeast: limit, .listOrText, place, &failures)
    case ("maxLength", .number(let limit), .string(let text)):
      note(text.unicodeScalars.count, atMost: limit, .listOrText, place, &failures)
    case (_, .number(let limit), .number(let number)): applyNumber(keyword, limit, number, place, &failures)
    default: break
    }
  }

  private func applyNumber(
    _ keyword: String, _ limit: SchemaNumber, _ number: SchemaNumber, _ place: SchemaApplication,
    _ failures: inout FailureList
  ) {
    if keyword == "multipleOf" {
      if !number.isMultiple(of: limit) { failures.append(place.failure(.multiple(of: limit))) }
      return
    }
    guard let order = number.compared(to: limit) else { return }
    switch keyword {
    case "minimum": if order < 0 { failures.append(place.failure(.minimum(limit))) }
    case "maximum": if order > 0 { failures.append(place.failure(.maximum(limit))) }
    case "exclusiveMinimum": if order <= 0 { failures.append(place.failure(.exclusiveMinimum(limit))) }
    case "exclusiveMaximum": if order >= 0 { failures.append(place.failure(.exclusiveMaximum(limit))) }
    default: break
    }
  }

  func note(
    _ count: Int, atLeast limit: SchemaNumber, _ what: Failure.Counted, _ place: SchemaApplication,
    _ failures: inout FailureList
  ) {
    guard let order = SchemaNumber.integer(Int64(count)).compared(to: limit), order < 0 else { return }
    failures.append(place.failure(.tooFew(limit: limit, what: what)))
  }

  func note(
    _ count: Int, atMost limit: SchemaNumber, _ what: Failure.Counted, _ place: SchemaApplication,
    _ failures: inout FailureList
  ) {
    guard let order = SchemaNumber.integer(Int64(count)).compared(to: limit), order > 0 else { return }
    failures.append(place.failure(.tooMany(limit: limit, what: what)))
  }
}

extension SchemaValue {
  /// Whether the value is of a type, or of one of a list of types.
  func isOf(type: SchemaValue) -> Bool {
    switch type {
    case .string(let name): isOf(typeNamed: name)
    case .array(let names): names.contains { $0.text.map { isOf(typeNamed: $0) } ?? false }
    default: false
    }
  }

  private func isOf(typeNamed name: String) -> Bool {
    switch (name, self) {
    case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string), ("array", .array),
      ("object", .object):
      true
    case ("integer", .number(let number)): number.isIntegral
    default: false
    }
  }
}
