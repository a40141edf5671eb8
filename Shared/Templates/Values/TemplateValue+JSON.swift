public import JSON

extension TemplateValue {
  /// A JSON value as templates see it.
  public init(_ value: JSONValue) {
    switch value.kind {
    case .null: self = .none
    case .boolean: self = .bool(value.bool ?? false)
    case .string: self = .text(value.text ?? "")
    case .array: self = .list(value.elements.map(TemplateValue.init))
    case .object:
      var dictionary = TemplateDictionary()
      for (key, member) in value.members { dictionary.set(key, TemplateValue(member)) }
      self = .dict(dictionary)
    default: self = value.integer.map { .integer($0) } ?? .float(value.double ?? 0)
    }
  }
}
