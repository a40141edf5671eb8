/// Expressions, from the loosest binding to the tightest.
extension Parser {
  mutating func expression(isConditional: Bool = true) throws(TemplateError) -> Expression {
    try nested { (parser) throws(TemplateError) in
      isConditional ? try parser.conditional() : try parser.disjunction()
    }
  }

  private mutating func conditional() throws(TemplateError) -> Expression {
    let before = objection
    var value = try disjunction()
    while try skip(name: "if") {
      let test = try disjunction()
      let otherwise = try skip(name: "else") ? try expression() : nil
      value = .conditional(test: test, then: value, otherwise: otherwise)
      // What is unknown in one of its parts counts only once that is reached.
      objection = before
    }
    return value
  }

  private mutating func disjunction() throws(TemplateError) -> Expression {
    var left = try conjunction()
    while try skip(name: "or") { left = try grown(.or(left, try conjunction())) }
    return left
  }

  private mutating func conjunction() throws(TemplateError) -> Expression {
    var left = try negation()
    while try skip(name: "and") { left = try grown(.and(left, try negation())) }
    return left
  }

  private mutating func negation() throws(TemplateError) -> Expression {
    if try skip(name: "not") { return .not(try nested { (parser) throws(TemplateError) in try parser.negation() }) }
    return try comparison()
  }

  private mutating func comparison() throws(TemplateError) -> Expression {
    let first = try sum()
    var others: [(Expression.Comparison, Expression)] = []
    while let comparison = try comparisonSign() { others.append((comparison, try sum())) }
    return others.isEmpty ? first : .comparison(first, others)
  }

  private mutating func comparisonSign() throws(TemplateError) -> Expression.Comparison? {
    if case .symbol(let symbol) = current.kind, let comparison = Expression.Comparison(rawValue: symbol.rawValue) {
      try advance()
      return comparison
    }
    if try skip(name: "in") { return .contained }
    guard current.isName("not"), try look().isName("in") else { return nil }
    try advance()
    try advance()
    return .notContained
  }

  private mutating func sum() throws(TemplateError) -> Expression {
    var left = try concatenation()
    while case .symbol(let symbol) = current.kind, symbol == .plus || symbol == .minus {
      try advance()
      left = try grown(.arithmetic(symbol == .plus ? .add : .subtract, left, try concatenation()))
    }
    return left
  }

  private mutating func concatenation() throws(TemplateError) -> Expression {
    var parts = [try product()]
    while try skip(.tilde) { parts.append(try product()) }
    return parts.count == 1 ? parts[0] : .concatenation(parts)
  }

  private mutating func product() throws(TemplateError) -> Expression {
    let signs: [Symbol: Expression.Arithmetic] = [
      .times: .multiply, .divide: .divide, .floorDivide: .floorDivide, .modulo: .modulo,
    ]
    var left = try power()
    while case .symbol(let symbol) = current.kind, let sign = signs[symbol] {
      try advance()
      left = try grown(.arithmetic(sign, left, try power()))
    }
    return left
  }

  private mutating func power() throws(TemplateError) -> Expression {
    var left = try unary()
    while try skip(.power) { left = try grown(.arithmetic(.power, left, try unary())) }
    return left
  }

  private mutating func unary(withFilters: Bool = true) throws(TemplateError) -> Expression {
    var value: Expression
    if try skip(.minus) {
      value = .negative(try nested { (parser) throws(TemplateError) in try parser.unary(withFilters: false) })
    } else if try skip(.plus) {
      value = .positive(try nested { (parser) throws(TemplateError) in try parser.unary(withFilters: false) })
    } else {
      value = try primary()
    }
    value = try postfix(value)
    return withFilters ? try filtered(value) : value
  }

  /// - Parameter withReferences: Whether `name.attribute` may stand for an attribute of a namespace.
  func isReference(_ withReferences: Bool) -> Bool { withReferences && current.isSymbol(.dot) }

  mutating func primary(withReferences: Bool = false) throws(TemplateError) -> Expression {
    let token = current
    switch token.kind {
    case .name(let name):
      try advance()
      switch name {
      case "true", "True": return .literal(.bool(true))
      case "false", "False": return .literal(.bool(false))
      case "none", "None": return .literal(.none)
      default:
        names.insert(name)
        guard isReference(withReferences) else { return .name(name) }
        try advance()
        return .reference(name, attribute: try expectName())
      }
    case .string(var text):
      try advance()
      while case .string(let more) = current.kind {
        text += more
        try advance()
      }
      return .literal(.text(text))
    case .integer(let value):
      try advance()
      return .literal(.integer(value))
    case .float(let value):
      try advance()
      return .literal(.float(value))
    case .symbol(.leftParenthesis):
      try advance()
      let value = try nested { (parser) throws(TemplateError) in try parser.tuple(isInParentheses: true) }
      try expect(.rightParenthesis)
      return value
    case .symbol(.leftBracket): return try list()
    case .symbol(.leftBrace): return try dict()
    default: throw failure("unexpected \(PythonText.quoted(token.description))", line: token.line)
    }
  }

  /// One expression, or several with commas between.
  mutating func tuple(
    isConditional: Bool = true, isInParentheses: Bool = false, isTarget: Bool = false,
    withReferences: Bool = false
  ) throws(TemplateError) -> Expression {
    var elements: [Expression] = []
    var isTuple = false
    while true {
      if !elements.isEmpty { try expect(.comma) }
      if isEndOfTuple { break }
      elements.append(
        isTarget ? try primary(withReferences: withReferences) : try expression(isConditional: isConditional))
      guard current.isSymbol(.comma) else { break }
      isTuple = true
    }
    if !isTuple {
      if let only = elements.first { return only }
      if !isInParentheses { throw failure("Expected an expression, got \(PythonText.quoted(current.description))") }
    }
    return .tuple(elements)
  }

  private var isEndOfTuple: Bool {
    switch current.kind {
    case .variableEnd, .blockEnd, .symbol(.rightParenthesis): true
    default: false
    }
  }

  private mutating func list() throws(TemplateError) -> Expression {
    try advance()
    var elements: [Expression] = []
    while !current.isSymbol(.rightBracket) {
      if !elements.isEmpty { try expect(.comma) }
      if current.isSymbol(.rightBracket) { break }
      elements.append(try expression())
    }
    try advance()
    return .list(elements)
  }

  private mutating func dict() throws(TemplateError) -> Expression {
    try advance()
    var members: [(key: Expression, value: Expression)] = []
    while !current.isSymbol(.rightBrace) {
      if !members.isEmpty { try expect(.comma) }
      if current.isSymbol(.rightBrace) { break }
      let key = try expression()
      try expect(.colon)
      members.append((key, try expression()))
    }
    try advance()
    return .dict(members)
  }
}
