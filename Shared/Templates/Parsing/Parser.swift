/// Reads the statements of a template (Jinja 3.1); what is wrong is worded as there.
struct Parser {
  private var lexer: Lexer
  private(set) var current: Token
  private var ahead: Token?
  let limits: TemplateLimits
  private var depth = 0
  /// The statements that are open, the innermost last.
  private var openTags: [String] = []
  /// What ends each of the bodies that are open.
  private var endings: [[String]] = []
  /// How much the expressions of this statement have grown.
  var links = 0
  private var openBranches = 0
  private var loops = 0
  private var openLoops = 0
  private var deepestLoop = 0
  private var blocks: Set<String> = []
  /// The names that were read.
  var names: Set<String> = []
  /// What would not compile, though it can be read.
  var objection: TemplateError?
  private var isObjectionFinal = false

  init(_ text: String, limits: TemplateLimits) throws(TemplateError) {
    guard text.unicodeScalars.count <= limits.length else { throw .limit("is longer than \(limits.length) characters") }
    self.limits = limits
    lexer = Lexer(text)
    current = Token(kind: .end, line: 1)
    try advance()
  }

  // MARK: - Tokens

  /// Gives the current token and goes on to the next.
  @discardableResult
  mutating func advance() throws(TemplateError) -> Token {
    let old = current
    if let token = ahead {
      ahead = nil
      current = token
    } else if let token = try lexer.next() {
      current = token
    } else {
      current = Token(kind: .end, line: old.line)
    }
    return old
  }

  /// The token behind the current one.
  mutating func look() throws(TemplateError) -> Token {
    if let ahead { return ahead }
    let next = try lexer.next() ?? Token(kind: .end, line: current.line)
    ahead = next
    return next
  }

  mutating func skip(name: String) throws(TemplateError) -> Bool {
    guard current.isName(name) else { return false }
    try advance()
    return true
  }

  mutating func skip(_ symbol: Symbol) throws(TemplateError) -> Bool {
    guard current.isSymbol(symbol) else { return false }
    try advance()
    return true
  }

  @discardableResult
  mutating func expect(_ symbol: Symbol) throws(TemplateError) -> Token {
    guard current.isSymbol(symbol) else { throw unexpected(symbol.rawValue) }
    return try advance()
  }

  mutating func expect(name: String) throws(TemplateError) {
    guard current.isName(name) else { throw unexpected(name) }
    try advance()
  }

  mutating func expectName() throws(TemplateError) -> String {
    guard let name = current.name else { throw unexpected("name") }
    try advance()
    return name
  }

  private mutating func expect(_ kind: Token.Kind) throws(TemplateError) {
    guard current.kind == kind else { throw unexpected(kind.description) }
    try advance()
  }

  private func unexpected(_ wanted: String) -> TemplateError {
    let wanted = PythonText.quoted(wanted)
    return current.kind == .end
      ? .syntax("unexpected end of template, expected \(wanted).", line: current.line)
      : .syntax("expected token \(wanted), got \(PythonText.quoted(current.description))", line: current.line)
  }

  func failure(_ message: String, line: Int? = nil) -> TemplateError {
    .syntax(message, line: line ?? current.line)
  }

  /// Runs a part one level deeper.
  mutating func nested<Part>(_ parse: (inout Parser) throws(TemplateError) -> Part) throws(TemplateError) -> Part {
    depth += 1
    defer { depth -= 1 }
    guard depth <= limits.depth else { throw failure("The template is nested more than \(limits.depth) levels deep") }
    return try parse(&self)
  }

  /// Whether this part is within `if`, where what is unknown counts only once it is reached.
  var isConditional: Bool { openBranches > 0 }

  // MARK: - Bodies

  /// The whole template.
  mutating func parse() throws(TemplateError) -> [Block] {
    let body = try blocks(until: nil)
    // Nothing else is wrong where these are what is wrong.
    if loops > limits.loops {
      throw TemplateError(
        "TemplateSecurityError",
        "Contains \(loops) for loops. Templates can contain no more than \(limits.loops) for loops.")
    }
    if deepestLoop > limits.nestedLoops {
      throw TemplateError(
        "TemplateSecurityError",
        "Contains nested for loops at a depth of \(deepestLoop). Templates can nest for loops no more than \(limits.nestedLoops) loops deep."
      )
    }
    return body
  }

  private mutating func blocks(until ends: [String]?) throws(TemplateError) -> [Block] {
    if let ends { endings.append(ends) }
    defer { if ends != nil { endings.removeLast() } }
    var body: [Block] = []
    while current.kind != .end {
      links = 0
      isObjectionFinal = objection != nil
      switch current.kind {
      case .data(let text):
        body.append(.text(text))
        try advance()
      case .variableBegin:
        try advance()
        body.append(.output([try nested { (parser) throws(TemplateError) in try parser.tuple() }]))
        try expect(.variableEnd)
      default:
        try advance()
        if let ends, let name = current.name, ends.contains(name) { return body }
        body.append(try nested { (parser) throws(TemplateError) in try parser.statement() })
        try expect(.blockEnd)
      }
    }
    return body
  }

  /// The body of a statement; the name that ends it stays the current token.
  private mutating func body(until ends: String...) throws(TemplateError) -> [Block] {
    _ = try skip(.colon)
    try expect(.blockEnd)
    let body = try blocks(until: ends)
    guard current.kind != .end else {
      endings.append(ends)
      throw unknown(nil)
    }
    return body
  }

  private mutating func wholeBody(until end: String) throws(TemplateError) -> [Block] {
    let body = try body(until: end)
    try advance()
    return body
  }

  private func unknown(_ name: String?) -> TemplateError {
    var sentences = [name.map { "Encountered unknown tag \(PythonText.quoted($0))." } ?? "Unexpected end of template."]
    if let innermost = endings.last {
      let wanted = innermost.map { PythonText.quoted($0) }.joined(separator: " or ")
      sentences.append(
        name.map { each in endings.contains { $0.contains(each) } } == true
          ? "You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for \(wanted)."
          : "Jinja was looking for the following tags: \(wanted).")
    }
    if let tag = openTags.last {
      sentences.append("The innermost block that needs to be closed is \(PythonText.quoted(tag)).")
    }
    return failure(sentences.joined(separator: " "))
  }

  // MARK: - Statements

  private mutating func statement() throws(TemplateError) -> Block {
    guard let tag = current.name else { throw failure("tag name expected") }
    openTags.append(tag)
    defer { openTags.removeLast() }
    switch tag {
    case "for": return try loop()
    case "if": return try branch()
    case "set": return try assignment()
    case "with": return try with()
    case "print": return try output()
    case "macro": return try macro()
    case "call": return try call()
    case "filter":
      try advance()
      let filter = try nested { (parser) throws(TemplateError) in try parser.filters(of: nil, isInline: true) }
      return .filter(filter ?? .literal(.none), body: try wholeBody(until: "endfilter"))
    case "autoescape":
      try advance()
      return .escaping(try expression(), body: try wholeBody(until: "endautoescape"))
    case "block": return try block()
    case "extends", "include", "import", "from":
      try foreign(tag)
      return .foreign(tag)
    default:
      openTags.removeLast()
      defer { openTags.append(tag) }
      throw unknown(tag)
    }
  }

  private mutating func loop() throws(TemplateError) -> Block {
    try advance()
    let target = try target()
    try expect(name: "in")
    let iterated = try tuple(isConditional: false)
    let test = try skip(name: "if") ? try expression() : nil
    let isRecursive = try skip(name: "recursive")
    loops += 1
    openLoops += 1
    deepestLoop = max(deepestLoop, openLoops)
    defer { openLoops -= 1 }
    let body = try body(until: "endfor", "else")
    let otherwise = try advance().isName("endfor") ? [] : try wholeBody(until: "endfor")
    return .loop(
      Block.Loop(
        target: target, iterated: iterated, test: test, isRecursive: isRecursive, body: body, otherwise: otherwise))
  }

  private mutating func branch() throws(TemplateError) -> Block {
    try advance()
    openBranches += 1
    defer { openBranches -= 1 }
    var branches: [(test: Expression, body: [Block])] = []
    while true {
      let test = try tuple(isConditional: false)
      branches.append((test, try body(until: "elif", "else", "endif")))
      let end = try advance()
      if end.isName("elif") { continue }
      return .branch(branches, otherwise: end.isName("else") ? try wholeBody(until: "endif") : [])
    }
  }

  private mutating func assignment() throws(TemplateError) -> Block {
    try advance()
    let target = try target(withReferences: true)
    if try skip(.assign) { return .assignment(target: target, value: try tuple()) }
    let filter = try filters(of: nil)
    return .capture(target: target, filter: filter, body: try wholeBody(until: "endset"))
  }

  private mutating func with() throws(TemplateError) -> Block {
    try advance()
    var names: [(target: Expression, value: Expression)] = []
    while current.kind != .blockEnd {
      if !names.isEmpty { try expect(.comma) }
      let target = try target()
      try expect(.assign)
      names.append((target, try expression()))
    }
    return .with(names, body: try wholeBody(until: "endwith"))
  }

  private mutating func output() throws(TemplateError) -> Block {
    try advance()
    var printed: [Expression] = []
    while current.kind != .blockEnd {
      if !printed.isEmpty { try expect(.comma) }
      printed.append(try expression())
    }
    return .output(printed)
  }

  private mutating func macro() throws(TemplateError) -> Block {
    try advance()
    let name = try nameTarget()
    let (parameters, defaults) = try signature()
    return .macro(
      Block.Macro(name: name, parameters: parameters, defaults: defaults, body: try wholeBody(until: "endmacro")))
  }

  private mutating func call() throws(TemplateError) -> Block {
    let line = try advance().line
    let (parameters, defaults) = current.isSymbol(.leftParenthesis) ? try signature() : ([], [])
    let callee = try expression()
    guard case .call = callee else { throw failure("expected call", line: line) }
    let body = try wholeBody(until: "endcall")
    return .call(Block.Macro(name: "caller", parameters: parameters, defaults: defaults, body: body), callee: callee)
  }

  private mutating func signature() throws(TemplateError) -> ([String], [Expression]) {
    var parameters: [String] = []
    var defaults: [Expression] = []
    try expect(.leftParenthesis)
    while !current.isSymbol(.rightParenthesis) {
      if !parameters.isEmpty { try expect(.comma) }
      let name = try nameTarget()
      if try skip(.assign) {
        defaults.append(try expression())
      } else if !defaults.isEmpty {
        throw failure("non-default argument follows default argument")
      }
      parameters.append(name)
    }
    try expect(.rightParenthesis)
    return (parameters, defaults)
  }

  private mutating func block() throws(TemplateError) -> Block {
    let line = try advance().line
    let name = try expectName()
    _ = try skip(name: "scoped")
    let isRequired = try skip(name: "required")
    if current.isSymbol(.minus) {
      throw failure(
        "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead."
      )
    }
    let body = try wholeBody(until: "endblock")
    for part in body where isRequired {
      if case .text(let text) = part, text.unicodeScalars.allSatisfy(\.isSpace) { continue }
      throw failure("Required blocks can only contain comments or whitespace")
    }
    _ = try skip(name: name)
    if !blocks.insert(name).inserted {
      object(.assertion("block \(PythonText.quoted(name)) defined twice", line: line))
    }
    return .named(name, body: body)
  }

  /// Of what would not compile the first statement counts, and in it what was read last: that is the outermost.
  mutating func object(_ error: TemplateError) {
    if !isObjectionFinal { objection = error }
  }
}
