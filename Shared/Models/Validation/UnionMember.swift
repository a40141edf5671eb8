internal import JSON

/// One of the models that an object may be, where a union tells them apart by nothing but what fits.
struct UnionMember<Value: Sendable>: Sendable {
  /// What problems of this model are told under.
  let name: String
  /// How many members the models inside have that count for this one too.
  let nested: Int
  let read: @Sendable (inout ObjectReader) -> Value
  /// What the members have to satisfy together; asked only where each of them is right.
  let rule: @Sendable (Value) -> String?

  init(
    _ name: String, nested: Int = 0, read: @escaping @Sendable (inout ObjectReader) -> Value,
    rule: @escaping @Sendable (Value) -> String? = { _ in nil }
  ) {
    self.name = name
    self.nested = nested
    self.read = read
    self.rule = rule
  }

  /// Reads the value as this model; nil after a problem.
  fileprivate func read(_ value: JSONValue, _ problems: ProblemList) -> UnionMatch<Value>? {
    guard value.kind == .object else {
      problems.add(
        "model_attributes_type", "Input should be a valid dictionary or object to extract fields from", input: value)
      return nil
    }
    let before = problems.count
    var reader = ObjectReader(object: value, problems: problems)
    let model = read(&reader)
    guard problems.count == before else { return nil }
    if let message = rule(model) {
      problems.addValueError(message, input: value)
      return nil
    }
    return UnionMatch(value: model, members: reader.found + nested)
  }
}

/// What a value was read as.
struct UnionMatch<Value: Sendable>: Sendable {
  let value: Value
  /// How many of its members the model knows.
  let members: Int
}

extension Sequence {
  /// The model that knows most of the value's members, the first one of those that know as many; nil if none fits.
  func best<Value>(for value: JSONValue, _ problems: ProblemList) -> UnionMatch<Value>?
  where Element == UnionMember<Value> {
    var best: UnionMatch<Value>?
    for member in self {
      guard let match = member.read(value, problems.scratch()) else { continue }
      if match.members > best?.members ?? -1 { best = match }
    }
    return best
  }

  /// Notes what keeps the value from being any of the models, model after model.
  func tell<Value>(about value: JSONValue, _ problems: ProblemList) where Element == UnionMember<Value> {
    for member in self where !problems.isFull {
      problems.at(.name(member.name)) { _ = member.read(value, problems) }
    }
  }
}

extension Reading {
  /// One of several models; if none fits, the problems of all are told.
  ///
  /// - Parameter name: What the union is called in the description of the API.
  static func union(
    _ name: String, _ members: [UnionMember<Value>], fallback: Value
  ) -> Reading where Value: Sendable {
    let schema = ValueSchema.component(
      SchemaComponent(name: name) { .either(members.map { .object(.ignored, readBy: $0.read) }) })
    return Reading(schema: schema, fallback: fallback) { value, problems in
      if let match = members.best(for: value, problems) { return match.value }
      members.tell(about: value, problems)
      return nil
    }
  }
}
