internal import JSON

/// What schemas are brought into before they are used (contract §7.9): clients send what Pydantic 1 made, which is no
/// valid draft 2020-12 for values that may be null and for tuples.
extension SchemaValue {
  /// Makes members nullable that are not required, and tuples tuples.
  ///
  /// - Parameter nullsDefaults: Whether members with a default are made nullable too.
  public func prepared(nullsDefaults: Bool = false) -> SchemaValue {
    guard case .object(var schema) = self else { return self }
    SchemaValue.prepareProperties(of: &schema, nullsDefaults)
    if case .object(var definitions)? = schema["definitions"] {
      for key in definitions.keys {
        guard case .object(var definition)? = definitions[key] else { continue }
        SchemaValue.prepareProperties(of: &definition, nullsDefaults)
        definitions[key] = .object(definition)
        if definition["block_type_slug"] != nil, let title = definition["title"]?.text {
          definitions[title] = SchemaValue.blockOrReference(.object(definition))
        }
      }
      schema["definitions"] = .object(definitions)
    }
    return .object(schema)
  }

  private static func prepareProperties(of schema: inout SchemaObject, _ nullsDefaults: Bool) {
    guard case .object(var properties)? = schema["properties"] else { return }
    let required = Set((schema["required"]?.elements ?? []).compactMap(\.text))
    for key in properties.keys {
      guard case .object(var property)? = properties[key] else { continue }
      if !required.contains(key), let type = property["type"], type != .string("null"),
        nullsDefaults || property["default"] == nil
      {
        property["anyOf"] = .array([single("type", type), single("type", .string("null"))])
        property["type"] = nil
      }
      if case .array(let items)? = property["items"], !items.isEmpty,
        property["prefixItems"].map(\.isEmptyOrFalse) ?? true
      {
        property["prefixItems"] = .array(items)
        property["items"] = nil
      }
      prepareProperties(of: &property, nullsDefaults)
      properties[key] = .object(property)
    }
    schema["properties"] = .object(properties)
  }

  /// A block, or a reference to one: by its id or by an object of texts.
  private static func blockOrReference(_ definition: SchemaValue) -> SchemaValue {
    var identifier = SchemaObject()
    identifier["type"] = .string("string")
    identifier["format"] = .string("uuid")
    var texts = SchemaObject()
    texts["type"] = .string("object")
    texts["additionalProperties"] = single("type", .string("string"))
    texts["minProperties"] = .number(.integer(1))
    var reference = SchemaObject()
    reference["type"] = .string("object")
    reference["properties"] = single("$ref", single("oneOf", .array([.object(identifier), .object(texts)])))
    reference["required"] = .array([.string("$ref")])
    return single("oneOf", .array([definition, .object(reference)]))
  }

  private static func single(_ key: String, _ value: SchemaValue) -> SchemaValue {
    var object = SchemaObject()
    object[key] = value
    return .object(object)
  }

  private var isEmptyOrFalse: Bool {
    switch self {
    case .null, .bool(false): true
    case .array(let elements): elements.isEmpty
    case .object(let object): object.isEmpty
    case .string(let text): text.isEmpty
    default: false
    }
  }

  /// The schema without any member named `required`, in objects within objects.
  public var withoutRequired: SchemaValue {
    guard case .object(let object) = self else { return self }
    return .object(object.compactMap { key, value in key == "required" ? nil : value.withoutRequired })
  }
}
