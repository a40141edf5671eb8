/// A statement of a template, or text between two of them.
indirect enum Block: Sendable {
  case text(String)
  case output([Expression])
  case loop(Loop)
  case branch([(test: Expression, body: [Block])], otherwise: [Block])
  case assignment(target: Expression, value: Expression)
  /// The text of a body, perhaps filtered, given a name.
  case capture(target: Expression, filter: Expression?, body: [Block])
  case with([(target: Expression, value: Expression)], body: [Block])
  case macro(Macro)
  /// `{% call(signature) callee(…) %}`
  case call(Macro, callee: Expression)
  case filter(Expression, body: [Block])
  case named(String, body: [Block])
  case escaping(Expression, body: [Block])
  /// A statement about other templates, of which there are none: its name.
  case foreign(String)

  struct Loop: Sendable {
    let target: Expression
    let iterated: Expression
    let test: Expression?
    let isRecursive: Bool
    let body: [Block]
    let otherwise: [Block]
  }

  struct Macro: Sendable {
    let name: String
    let parameters: [String]
    /// Of the last parameters.
    let defaults: [Expression]
    let body: [Block]
  }
}
