/// One token of a template, and the line that it begins in.
struct Token: Sendable {
  enum Kind: Sendable, Hashable {
    case data(String)
    case variableBegin, variableEnd
    case blockBegin, blockEnd
    case name(String)
    case string(String)
    case integer(Int64)
    case float(Double)
    case symbol(Symbol)
    case end
  }

  let kind: Kind
  let line: Int

  /// As messages name it.
  var description: String {
    if case .name(let name) = kind { name } else { kind.description }
  }

  func isName(_ name: String) -> Bool { kind == .name(name) }

  func isSymbol(_ symbol: Symbol) -> Bool { kind == .symbol(symbol) }

  var name: String? {
    if case .name(let name) = kind { name } else { nil }
  }
}

extension Token.Kind {
  /// The kind without its value, as messages name it.
  var description: String {
    switch self {
    case .data: "template data / text"
    case .variableBegin: "begin of print statement"
    case .variableEnd: "end of print statement"
    case .blockBegin: "begin of statement block"
    case .blockEnd: "end of statement block"
    case .name: "name"
    case .string: "string"
    case .integer: "integer"
    case .float: "float"
    case .symbol(let symbol): symbol.rawValue
    case .end: "end of template"
    }
  }
}

/// The operators and punctuation of expressions.
enum Symbol: String, Sendable, CaseIterable {
  case floorDivide = "//"
  case power = "**"
  case equal = "=="
  case unequal = "!="
  case atLeast = ">="
  case atMost = "<="
  case plus = "+"
  case minus = "-"
  case divide = "/"
  case times = "*"
  case modulo = "%"
  case tilde = "~"
  case leftBracket = "["
  case rightBracket = "]"
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBrace = "{"
  case rightBrace = "}"
  case greater = ">"
  case less = "<"
  case assign = "="
  case dot = "."
  case colon = ":"
  case pipe = "|"
  case comma = ","
  case semicolon = ";"
}
