/// The names that a part of a template sees: its own before those around it.
final class Scope {
  private var values: [String: TemplateValue]
  private let outer: Scope?

  init(_ values: [String: TemplateValue] = [:], within outer: Scope? = nil) {
    self.values = values
    self.outer = outer
  }

  subscript(name: String) -> TemplateValue? {
    get { values[name] ?? outer?[name] }
    set { values[name] = newValue }
  }
}
