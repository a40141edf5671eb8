/// What is assigned to, and the statements that name other templates.
extension Parser {
  mutating func target(withReferences: Bool = false) throws(TemplateError) -> Expression {
    let line = current.line
    let target = try tuple(isTarget: true, withReferences: withReferences)
    if let refusal = target.refusalAsTarget { throw failure("can't assign to '\(refusal)'", line: line) }
    return target
  }

  mutating func nameTarget() throws(TemplateError) -> String {
    let line = current.line
    let name = try expectName()
    if let refusal = Expression.name(name).refusalAsTarget { throw failure("can't assign to '\(refusal)'", line: line) }
    return name
  }

  /// `extends`, `include`, `import` and `from`: they can be read, and rendering refuses them.
  mutating func foreign(_ tag: String) throws(TemplateError) {
    try advance()
    _ = try expression()
    switch tag {
    case "include":
      if current.isName("ignore"), try look().isName("missing") {
        try advance()
        try advance()
      }
      _ = try importContext()
    case "import":
      try expect(name: "as")
      _ = try nameTarget()
      _ = try importContext()
    case "from": try importedNames()
    default: break
    }
  }

  private mutating func importContext() throws(TemplateError) -> Bool {
    guard current.isName("with") || current.isName("without"), try look().isName("context") else { return false }
    try advance()
    try advance()
    return true
  }

  private mutating func importedNames() throws(TemplateError) {
    try expect(name: "import")
    var isFirst = true
    while true {
      if !isFirst { try expect(.comma) }
      isFirst = false
      guard current.name != nil else {
        _ = try expectName()
        return
      }
      if try importContext() { return }
      let line = current.line
      if try nameTarget().hasPrefix("_") {
        throw .assertion("names starting with an underline can not be imported", line: line)
      }
      if try skip(name: "as") { _ = try nameTarget() }
      if try importContext() { return }
      guard current.isSymbol(.comma) else { return }
    }
  }
}
