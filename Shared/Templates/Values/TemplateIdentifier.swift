public import Values

/// A UUID.
final class TemplateIdentifier: TemplateObject {
  private let id: UUID

  init(_ id: UUID) {
    self.id = id
  }

  override var typeName: String { "UUID" }
  override var qualifiedTypeName: String { "uuid.UUID" }
  override var text: String { "UUID('\(id)')" }
  override var plainText: String { "\(id)" }
  override var json: TemplateValue? { .text("\(id)") }
  override var isTrue: Bool { true }

  override func attribute(_ name: String) -> TemplateValue? {
    switch name {
    case "hex": .text(id.description.filter { $0 != "-" })
    case "urn": .text("urn:uuid:\(id)")
    default: nil
    }
  }

  override func equals(_ other: TemplateObject) -> Bool { (other as? TemplateIdentifier)?.id == id }
}

/// A member of an enumeration whose members are texts.
final class TemplateEnumeration: TemplateObject {
  private let name: String
  private let value: String

  init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  override var typeName: String { name }
  override var text: String { "\(name).\(value)" }
  override var string: String? { value }
  override var json: TemplateValue? { .text(value) }
  override var isTrue: Bool { !value.isEmpty }

  override func attribute(_ name: String) throws(TemplateError) -> TemplateValue? {
    switch name {
    case "name", "value": .text(value)
    default: try TemplateValue.text(value).attribute(name)
    }
  }
}

extension TemplateValue {
  public static func identifier(_ id: UUID) -> TemplateValue { .object(TemplateIdentifier(id)) }

  /// - Parameter name: What Python calls the enumeration.
  public static func enumeration(_ name: String, _ value: String) -> TemplateValue {
    .object(TemplateEnumeration(name, value))
  }
}
