/// `loop`: where a loop is.
final class LoopState: TemplateObject {
  private let loop: Block.Loop
  private let items: [TemplateValue]
  private let scope: Scope
  private let depth: Int
  private var lastChanged: [TemplateValue]?
  var index = 0

  init(_ loop: Block.Loop, over items: [TemplateValue], scope: Scope, depth: Int) {
    self.loop = loop
    self.items = items
    self.scope = scope
    self.depth = depth
  }

  override var typeName: String { "LoopContext" }
  override var text: String { "<LoopContext \(index + 1)/\(items.count)>" }

  override func attribute(_ name: String) -> TemplateValue? {
    switch name {
    case "index": .integer(Int64(index + 1))
    case "index0": .integer(Int64(index))
    case "revindex": .integer(Int64(items.count - index))
    case "revindex0": .integer(Int64(items.count - index - 1))
    case "length": .integer(Int64(items.count))
    case "first": .bool(index == 0)
    case "last": .bool(index == items.count - 1)
    case "depth": .integer(Int64(depth + 1))
    case "depth0": .integer(Int64(depth))
    case "previtem": index > 0 ? items[index - 1] : .undefined(.undefined("there is no previous item"))
    case "nextitem": index + 1 < items.count ? items[index + 1] : .undefined(.undefined("there is no next item"))
    case "cycle", "changed": .object(LoopFunction(name, of: self))
    default: nil
    }
  }

  override func call(_ arguments: CallArguments, in renderer: Renderer) throws(TemplateError) -> TemplateValue {
    guard loop.isRecursive else {
      throw .type("The loop must have the 'recursive' marker to be called recursively.")
    }
    renderer.depthOfLoop += 1
    defer { renderer.depthOfLoop -= 1 }
    var text = ""
    try renderer.render(loop, over: arguments.positional.first ?? .none, in: scope, into: &text)
    return renderer.captured(text)
  }

  func cycle(_ values: [TemplateValue]) throws(TemplateError) -> TemplateValue {
    guard !values.isEmpty else { throw .type("no items for cycling given") }
    return values[index % values.count]
  }

  func changed(_ values: [TemplateValue], _ budget: Budget) throws(TemplateError) -> TemplateValue {
    if let lastChanged, try TemplateValue.list(lastChanged).equals(.list(values), budget) { return .bool(false) }
    lastChanged = values
    return .bool(true)
  }
}

/// `loop.cycle` and `loop.changed`.
private final class LoopFunction: TemplateObject {
  private let name: String
  private let state: LoopState

  init(_ name: String, of state: LoopState) {
    self.name = name
    self.state = state
  }

  override var typeName: String { "method" }

  override func call(_ arguments: CallArguments, in renderer: Renderer) throws(TemplateError) -> TemplateValue {
    name == "cycle"
      ? try state.cycle(arguments.positional) : try state.changed(arguments.positional, renderer.budget)
  }
}
