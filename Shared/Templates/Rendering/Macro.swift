/// `{% macro %}`, and the body of `{% call %}`.
final class Macro: TemplateObject {
  private let macro: Block.Macro
  private let scope: Scope

  init(_ macro: Block.Macro, scope: Scope) {
    self.macro = macro
    self.scope = scope
  }

  override var typeName: String { "Macro" }
  override var text: String { "<Macro \(PythonText.quoted(macro.name))>" }

  override func attribute(_ name: String) -> TemplateValue? {
    switch name {
    case "name": .text(macro.name)
    case "arguments": .tuple(macro.parameters.map { .text($0) })
    default: nil
    }
  }

  override func call(_ arguments: CallArguments, in renderer: Renderer) throws(TemplateError) -> TemplateValue {
    let inner = Scope(within: scope)
    guard arguments.positional.count <= macro.parameters.count else {
      throw .type("macro \(PythonText.quoted(macro.name)) takes not more than \(macro.parameters.count) argument(s)")
    }
    for argument in arguments.named where argument.name != "caller" && !macro.parameters.contains(argument.name) {
      throw .type(
        "macro \(PythonText.quoted(macro.name)) takes no keyword argument \(PythonText.quoted(argument.name))")
    }
    inner["caller"] = arguments.named("caller")
    let firstDefault = macro.parameters.count - macro.defaults.count
    for (index, name) in macro.parameters.enumerated() {
      if index < arguments.positional.count {
        inner[name] = arguments.positional[index]
      } else if let value = arguments.named(name) {
        inner[name] = value
      } else if index >= firstDefault {
        inner[name] = try renderer.evaluate(macro.defaults[index - firstDefault], in: inner)
      } else {
        inner[name] = .undefined(.undefined("parameter \(PythonText.quoted(name)) was not provided"))
      }
    }
    return renderer.captured(try renderer.render(macro.body, in: inner))
  }
}
