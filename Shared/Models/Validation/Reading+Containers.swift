public import JSON

extension Reading {
  /// A list; the problems of its items are told with their place.
  public static func list<Item>(
    _ item: Reading<Item>, minimum: Int = 0, maximum: Int = .max
  ) -> Reading where Value == [Item] {
    Reading(
      schema: .list(
        item.schema(), minimum: minimum == 0 ? nil : minimum, maximum: maximum == .max ? nil : maximum), fallback: []
    ) { value, problems in
      guard value.kind == .array else {
        problems.add("list_type", "Input should be a valid list", input: value)
        return nil
      }
      var items: [Item] = []
      var index = 0
      for element in value.elements {
        if index < maximum { items.append(problems.at(.index(index)) { item.read(element, problems) }) }
        index += 1
      }
      if index < minimum {
        problems.add(
          "too_short",
          "List should have at least \(minimum) item\(minimum == 1 ? "" : "s") after validation, not \(index)",
          input: value,
          context: RawJSON(
            validated: Array(#"{"field_type":"List","min_length":\#(minimum),"actual_length":\#(index)}"#.utf8)))
      }
      if index > maximum {
        problems.add(
          "too_long",
          "List should have at most \(maximum) item\(maximum == 1 ? "" : "s") after validation, not \(index)",
          input: value,
          context: RawJSON(
            validated: Array(#"{"field_type":"List","max_length":\#(maximum),"actual_length":\#(index)}"#.utf8)))
      }
      return items
    }
  }

  /// An object with values of one kind, in their order; of a repeated key the last value counts.
  public static func map<Item>(_ item: Reading<Item>) -> Reading where Value == [String: Item] {
    Reading(schema: .map(item.schema()), fallback: [:]) { value, problems in
      guard value.kind == .object else {
        problems.add("dict_type", "Input should be a valid dictionary", input: value)
        return nil
      }
      var items: [String: Item] = [:]
      for (key, member) in value.members {
        items[key] = problems.at(.name(key)) { item.read(member, problems) }
      }
      return items
    }
  }

  /// A nested model.
  public static func model(_ type: Value.Type = Value.self) -> Reading where Value: ObjectReadable {
    model(.model(type), unknownKeys: type.unknownKeys) { type.init(reader: &$0) }
  }

  /// A nested object that is read by a closure.
  public static func model(
    unknownKeys: UnknownKeys = .refused, _ body: @escaping @Sendable (inout ObjectReader) -> Value
  ) -> Reading {
    model(.object(unknownKeys, readBy: body), unknownKeys: unknownKeys, body)
  }

  private static func model(
    _ schema: @escaping @autoclosure @Sendable () -> ValueSchema, unknownKeys: UnknownKeys,
    _ body: @escaping @Sendable (inout ObjectReader) -> Value
  ) -> Reading {
    Reading(schema: schema(), fallback: ObjectReader.reading(nil, body)) { value, problems in
      guard value.kind == .object else {
        problems.add(
          "model_attributes_type", "Input should be a valid dictionary or object to extract fields from", input: value)
        return nil
      }
      var reader = ObjectReader(object: value, problems: problems, unknownKeys: unknownKeys)
      let model = body(&reader)
      reader.finish()
      return model
    }
  }
}

extension ObjectReader {
  /// What a closure makes of nothing.
  static func reading<Value>(_ object: JSONValue?, _ body: (inout ObjectReader) -> Value) -> Value {
    var reader = ObjectReader(object: object, problems: ProblemList())
    return body(&reader)
  }
}

extension ObjectReadable {
  /// Reads a model from JSON the server stored itself; nil if it does not fit.
  public init?(stored raw: RawJSON, limits: ModelLimits = .default) {
    self.init(stored: raw.bytes, limits: limits)
  }

  /// The same from the database's bytes.
  public init?(stored bytes: [UInt8], limits: ModelLimits = .default) {
    guard let document = RawJSON(validated: bytes).document() else { return nil }
    self.init(stored: document.root, limits: limits)
  }

  /// The same from a value that is parsed.
  public init?(stored value: JSONValue, limits: ModelLimits = .default) {
    guard value.kind == .object else { return nil }
    let problems = ProblemList(limits: limits)
    var reader = ObjectReader(object: value, problems: problems, unknownKeys: Self.unknownKeys)
    let model = Self(reader: &reader)
    reader.finish()
    guard problems.isEmpty else { return nil }
    self = model
  }

  /// Reads a model from stored JSON that another program may have written: a member that does not fit reads as if it
  /// were absent, and what is no object as an empty one.
  public init(repairing raw: RawJSON) {
    self.init(repairing: raw.document()?.root)
  }

  /// The same from a value that is parsed.
  public init(repairing value: JSONValue?) {
    let object = value.flatMap { $0.kind == .object ? $0 : nil }
    let problems = ProblemList()
    var reader = ObjectReader(object: object, problems: problems)
    self.init(reader: &reader)
    let broken = problems.members
    guard !broken.isEmpty else { return }
    reader = ObjectReader(object: object, problems: ProblemList(), ignoring: broken)
    self.init(reader: &reader)
  }
}

extension Reading where Value == RawJSON {
  /// Anything at all.
  public static let any = Reading(schema: .any, fallback: .null) { value, _ in value.raw }

  /// Any object.
  public static let object = Reading(schema: .anyObject, fallback: .emptyObject) { value, problems in
    if value.kind == .object { return value.raw }
    problems.add("dict_type", "Input should be a valid dictionary", input: value)
    return nil
  }

  /// An object whose values are texts.
  public static let stringMap = Reading(schema: .map(.string), fallback: .emptyObject) { value, problems in
    guard value.kind == .object else { return object.read(value, problems) }
    for (key, member) in value.members where member.kind != .string {
      problems.at(.name(key)) { _ = Reading<String>.string.read(member, problems) }
    }
    return value.raw
  }

  /// An object whose values are texts, numbers or booleans; every branch of the union is told.
  public static let labels = Reading(
    schema: .map(.either([.string, .boolean, .number])), fallback: .emptyObject
  ) { value, problems in
    guard value.kind == .object else { return object.read(value, problems) }
    for (key, member) in value.members {
      switch member.kind {
      case .string, .boolean, .integer, .float: continue
      case .null, .array, .object:
        problems.at(.name(key)) {
          problems.add("bool_type", "Input should be a valid boolean", input: member, under: "bool")
          problems.add("int_type", "Input should be a valid integer", input: member, under: "int")
          problems.add("float_type", "Input should be a valid number", input: member, under: "float")
          problems.add("string_type", "Input should be a valid string", input: member, under: "str")
        }
      }
    }
    return value.raw
  }
}

extension Reading where Value == [String] {
  /// A list of texts, of which repeated ones count once.
  public static let stringSet = Reading(schema: .list(.string), fallback: []) { value, problems in
    guard value.kind == .array else {
      problems.add("set_type", "Input should be a valid set", input: value)
      return nil
    }
    var seen: Set<String> = []
    return Reading<[String]>.list(.string).read(value, problems).filter { seen.insert($0).inserted }
  }
}
