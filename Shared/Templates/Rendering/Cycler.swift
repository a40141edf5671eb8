/// `cycler(…)`
final class Cycler: TemplateObject {
  private let items: [TemplateValue]
  private var position = 0

  init(_ items: [TemplateValue]) {
    self.items = items
  }

  override var typeName: String { "Cycler" }

  override func attribute(_ name: String) -> TemplateValue? {
    switch name {
    case "current": items[position]
    case "next", "reset": .object(CyclerFunction(name, of: self))
    default: nil
    }
  }

  func next() -> TemplateValue {
    defer { position = (position + 1) % items.count }
    return items[position]
  }

  func reset() { position = 0 }
}

/// `cycler.next` and `cycler.reset`.
private final class CyclerFunction: TemplateObject {
  private let name: String
  private let cycler: Cycler

  init(_ name: String, of cycler: Cycler) {
    self.name = name
    self.cycler = cycler
  }

  override var typeName: String { "method" }

  override func call(_ arguments: CallArguments, in renderer: Renderer) throws(TemplateError) -> TemplateValue {
    guard arguments.positional.isEmpty else {
      throw .type("Cycler.\(name)() takes 1 positional argument but \(arguments.positional.count + 1) were given")
    }
    if name == "next" { return cycler.next() }
    cycler.reset()
    return .none
  }
}
