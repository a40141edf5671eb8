/// `joiner(…)`: nothing at its first call, the separator at all others.
final class Joiner: TemplateObject {
  private let separator: TemplateValue
  private var wasUsed = false

  init(_ separator: TemplateValue) {
    self.separator = separator
  }

  override var typeName: String { "Joiner" }

  override func call(_ arguments: CallArguments, in renderer: Renderer) -> TemplateValue {
    defer { wasUsed = true }
    return wasUsed ? separator : .text("")
  }
}
