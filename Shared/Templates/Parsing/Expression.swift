/// An expression of a template.
indirect enum Expression: Sendable {
  case literal(Literal)
  case name(String)
  case list([Expression])
  case tuple([Expression])
  case dict([(key: Expression, value: Expression)])
  case attribute(Expression, String)
  case item(Expression, Expression)
  case slice(Expression, Slice)
  case call(Expression, Arguments)
  /// What is filtered is nil where it is the text of a block.
  case filter(Expression?, name: String, Arguments)
  case test(Expression, name: String, Arguments)
  case not(Expression)
  case negative(Expression)
  case positive(Expression)
  case and(Expression, Expression)
  case or(Expression, Expression)
  case comparison(Expression, [(Comparison, Expression)])
  case arithmetic(Arithmetic, Expression, Expression)
  case concatenation([Expression])
  case conditional(test: Expression, then: Expression, otherwise: Expression?)
  /// `namespace.attribute`, as a target only.
  case reference(String, attribute: String)

  enum Literal: Sendable {
    case none
    case bool(Bool)
    case integer(Int64)
    case float(Double)
    case text(String)
  }

  struct Slice: Sendable {
    var start: Expression?
    var stop: Expression?
    var step: Expression?
  }

  struct Arguments: Sendable {
    var positional: [Expression] = []
    var named: [(name: String, value: Expression)] = []
    /// `*expression`
    var spread: Expression?
    /// `**expression`
    var namedSpread: Expression?
  }

  enum Comparison: String, Sendable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
    case contained = "in"
    case notContained = "not in"
  }

  enum Arithmetic: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case modulo = "%"
    case power = "** or pow()"
  }
}

extension Expression {
  /// What it is called in messages about targets that can't be assigned to; nil for one that can.
  var refusalAsTarget: String? {
    switch self {
    case .name(let name): ["true", "false", "none", "True", "False", "None"].contains(name) ? "name" : nil
    case .tuple(let elements): elements.contains { $0.refusalAsTarget != nil } ? "tuple" : nil
    case .reference: nil
    case .list: "list"
    case .dict: "dict"
    default: "const"
    }
  }
}
