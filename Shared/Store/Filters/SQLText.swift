/// Text of ours for a query. It is made of literals only, so nothing from outside can become part of it.
struct SQLText: Sendable, Equatable, ExpressibleByStringLiteral {
  let text: String

  init(stringLiteral value: StaticString) {
    text = "\(value)"
  }

  private init(text: String) {
    self.text = text
  }

  static func + (left: SQLText, right: SQLText) -> SQLText {
    SQLText(text: left.text + right.text)
  }
}
