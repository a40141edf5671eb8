/// Values without an order; they are shown in the one in which they came.
final class TemplateSet: TemplateObject {
  private let values: [TemplateValue]

  init(_ values: [TemplateValue]) {
    self.values = values
  }

  override var typeName: String { "set" }
  override var text: String {
    guard !values.isEmpty else { return "set()" }
    let list = TemplateValue.list(values).shownWithin
    return "{" + list.dropFirst().dropLast() + "}"
  }
  override var elements: [TemplateValue]? { values }
  override var isIndexed: Bool { false }
  override var isCallable: Bool { false }
  override var json: TemplateValue? { .list(values) }
}

extension TemplateValue {
  public static func set(_ values: [TemplateValue]) -> TemplateValue { .object(TemplateSet(values)) }

  /// As `repr` has it, within the bounds of a rendering of its own; what goes beyond them is left out.
  var shownWithin: String {
    do throws(TemplateError) {
      return try represented(Budget(TemplateLimits()))
    } catch {
      return "…"
    }
  }
}
