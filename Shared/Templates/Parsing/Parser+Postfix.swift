/// What follows a value: attributes, items, calls, filters and tests.
extension Parser {
  mutating func postfix(_ value: Expression) throws(TemplateError) -> Expression {
    var value = value
    while true {
      switch current.kind {
      case .symbol(.dot): value = try grown(try attribute(of: value))
      case .symbol(.leftBracket): value = try grown(try item(of: value))
      case .symbol(.leftParenthesis): value = try grown(.call(value, try arguments()))
      default: return value
      }
    }
  }

  mutating func filtered(_ value: Expression) throws(TemplateError) -> Expression {
    var value = value
    while true {
      if current.isSymbol(.pipe) {
        value = try filters(of: value) ?? value
      } else if current.isName("is") {
        value = try grown(try test(of: value))
      } else if current.isSymbol(.leftParenthesis) {
        value = try grown(.call(value, try arguments()))
      } else {
        return value
      }
    }
  }

  private mutating func attribute(of value: Expression) throws(TemplateError) -> Expression {
    try advance()
    let token = try advance()
    switch token.kind {
    case .name(let name): return .attribute(value, name)
    case .integer(let index): return .item(value, .literal(.integer(index)))
    default: throw failure("expected name or number", line: token.line)
    }
  }

  private mutating func item(of value: Expression) throws(TemplateError) -> Expression {
    try advance()
    var items: [Expression] = []
    var slice: Expression.Slice?
    while !current.isSymbol(.rightBracket) {
      if !items.isEmpty || slice != nil { try expect(.comma) }
      let start = current.isSymbol(.colon) ? nil : try expression()
      if current.isSymbol(.colon) {
        slice = try self.slice(from: start)
      } else if let start {
        items.append(start)
      }
    }
    try advance()
    if let slice {
      if !items.isEmpty { object(.unsupported("A slice among several indices")) }
      return .slice(value, slice)
    }
    return .item(value, items.count == 1 ? items[0] : .tuple(items))
  }

  private mutating func slice(from start: Expression?) throws(TemplateError) -> Expression.Slice {
    var slice = Expression.Slice(start: start)
    try advance()
    slice.stop = try sliceEnd()
    if try skip(.colon) { slice.step = try sliceEnd() }
    return slice
  }

  private mutating func sliceEnd() throws(TemplateError) -> Expression? {
    switch current.kind {
    case .symbol(.colon), .symbol(.rightBracket), .symbol(.comma): nil
    default: try expression()
    }
  }

  mutating func arguments() throws(TemplateError) -> Expression.Arguments {
    let line = try expect(.leftParenthesis).line
    var arguments = Expression.Arguments()
    var isFirst = true
    while !current.isSymbol(.rightParenthesis) {
      if !isFirst {
        try expect(.comma)
        if current.isSymbol(.rightParenthesis) { break }
      }
      isFirst = false
      let invalid = failure("invalid syntax for function call expression", line: line)
      if current.isSymbol(.times) {
        guard arguments.spread == nil, arguments.namedSpread == nil else { throw invalid }
        try advance()
        arguments.spread = try expression()
      } else if current.isSymbol(.power) {
        guard arguments.namedSpread == nil else { throw invalid }
        try advance()
        arguments.namedSpread = try expression()
      } else if let name = current.name, try look().isSymbol(.assign) {
        guard arguments.namedSpread == nil else { throw invalid }
        try advance()
        try advance()
        arguments.named.append((name, try expression()))
      } else {
        guard arguments.spread == nil, arguments.namedSpread == nil, arguments.named.isEmpty else { throw invalid }
        arguments.positional.append(try expression())
      }
    }
    try advance()
    return arguments
  }

  /// The filters that follow; nil where there is none and nothing to filter.
  mutating func filters(of value: Expression?, isInline: Bool = false) throws(TemplateError) -> Expression? {
    var value = value
    var isInline = isInline
    while isInline || current.isSymbol(.pipe) {
      if !isInline { try advance() }
      isInline = false
      let line = current.line
      let name = try dottedName()
      let arguments = current.isSymbol(.leftParenthesis) ? try arguments() : Expression.Arguments()
      if !Filters.isKnown(name), !isConditional {
        object(.assertion("No filter named \(PythonText.quoted(name)).", line: line))
      }
      value = try grown(.filter(value, name: name, arguments))
    }
    return value
  }

  private mutating func dottedName() throws(TemplateError) -> String {
    var name = try expectName()
    while try skip(.dot) { name += ".\(try expectName())" }
    return name
  }

  private mutating func test(of value: Expression) throws(TemplateError) -> Expression {
    let line = try advance().line
    let isNegated = try skip(name: "not")
    let name = try dottedName()
    var arguments = Expression.Arguments()
    if current.isSymbol(.leftParenthesis) {
      arguments = try self.arguments()
    } else if beginsArgument {
      if current.isName("is") { throw failure("You cannot chain multiple tests with is") }
      arguments.positional = [try nested { (parser) throws(TemplateError) in try parser.postfix(try parser.primary()) }]
    }
    if !Tests.isKnown(name), !isConditional {
      object(.assertion("No test named \(PythonText.quoted(name)).", line: line))
    }
    let test = Expression.test(value, name: name, arguments)
    return isNegated ? .not(test) : test
  }

  private var beginsArgument: Bool {
    switch current.kind {
    case .name(let name): !["else", "or", "and"].contains(name)
    case .string, .integer, .float, .symbol(.leftBracket), .symbol(.leftBrace): true
    default: false
    }
  }

  /// An expression that has grown by a level to its left: a chain of any length makes a deep tree.
  mutating func grown(_ value: Expression) throws(TemplateError) -> Expression {
    links += 1
    guard links <= limits.links else { throw failure("An expression has more than \(limits.links) parts in a chain") }
    return value
  }
}
