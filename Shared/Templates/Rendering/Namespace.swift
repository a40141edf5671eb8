/// `namespace(…)`: names that a loop may change and that stay changed behind it.
final class Namespace: TemplateObject {
  var values: [String: TemplateValue] = [:]

  override var typeName: String { "Namespace" }

  override func attribute(_ name: String) -> TemplateValue? { values[name] }
}
