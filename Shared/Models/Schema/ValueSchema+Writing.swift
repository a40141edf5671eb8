public import JSON

extension ValueSchema {
  /// Writes the schema; components are referred to and handed over to be written elsewhere.
  public func write(to writer: inout JSONWriter, _ meet: (SchemaComponent) -> Void) {
    writer.beginObject()
    writeKeywords(to: &writer, meet)
    writer.endObject()
  }

  private func writeKeywords(to writer: inout JSONWriter, _ meet: (SchemaComponent) -> Void) {
    switch self {
    case .any: break
    case .plain(let type, let keywords):
      writer.key("type")
      writer.string(type.rawValue)
      writer.keywords(keywords)
    case .array(let item, let keywords):
      writer.key("type")
      writer.string("array" as StaticString)
      writer.key("items")
      item.write(to: &writer, meet)
      writer.keywords(keywords)
    case .map(let value):
      writer.key("type")
      writer.string("object" as StaticString)
      writer.key("additionalProperties")
      value.write(to: &writer, meet)
    case .object(let object): object.writeKeywords(to: &writer, meet)
    case .component(let component):
      meet(component)
      writer.key("$ref")
      writer.string("#/components/schemas/\(component.name)")
    case .either(let choices):
      writer.key("anyOf")
      writer.beginArray()
      for choice in choices { choice.write(to: &writer, meet) }
      writer.endArray()
    }
  }
}

extension ObjectSchema {
  fileprivate func writeKeywords(to writer: inout JSONWriter, _ meet: (SchemaComponent) -> Void) {
    writer.key("type")
    writer.string("object" as StaticString)
    writer.key("properties")
    writer.beginObject()
    for member in members {
      writer.key(member.name)
      member.schema.write(to: &writer, meet)
    }
    writer.endObject()
    let required = members.filter(\.isRequired).map(\.name)
    if !required.isEmpty {
      writer.key("required")
      writer.strings(required)
    }
    switch others {
    case .any: break
    case .none:
      writer.key("additionalProperties")
      writer.bool(false)
    case .some(let schema):
      writer.key("additionalProperties")
      schema.write(to: &writer, meet)
    }
  }
}

extension JSONWriter {
  fileprivate mutating func keywords(_ keywords: [ValueSchema.Keyword]) {
    for keyword in keywords {
      key(keyword.name)
      raw(keyword.value)
    }
  }
}
