/// A function of an object.
final class TemplateFunction: TemplateObject {
  private let name: String
  private let body: (CallArguments) throws(TemplateError) -> TemplateValue

  init(_ name: String, _ body: @escaping (CallArguments) throws(TemplateError) -> TemplateValue) {
    self.name = name
    self.body = body
  }

  override var typeName: String { "method" }
  override var text: String { "<bound method \(name)>" }

  override func call(_ arguments: CallArguments, in renderer: Renderer) throws(TemplateError) -> TemplateValue {
    try body(arguments)
  }
}

extension TemplateValue {
  /// A function that gives the same whatever it is called with.
  public static func function(_ name: String, _ body: @escaping () -> TemplateValue) -> TemplateValue {
    .object(TemplateFunction(name) { (_) throws(TemplateError) in body() })
  }
}
