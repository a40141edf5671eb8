/// `range(…)`
final class NumberRange: TemplateObject {
  private let numbers: [TemplateValue]
  private let spelling: String

  init(_ numbers: [TemplateValue], spelling: String) {
    self.numbers = numbers
    self.spelling = spelling
  }

  override var typeName: String { "range" }
  override var text: String { spelling }
  override var elements: [TemplateValue]? { numbers }
}
