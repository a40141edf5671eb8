/// Text of ours for a query. It is made of literals only, so nothing from outside can become part of it.
struct SQLText: Sendable, Equatable, ExpressibleByStringLiteral {
  let text: String

  init(stringLiteral value: StaticString) {
    text = "\(value)"
  }

  private init(text: String) {
    self.text = text
  }

  /// A `jsonb` column as an array: an empty one where something else is stored, for which the functions that take arrays
  /// apart raise an error.
  static func array(_ column: SQLText) -> SQLText {
    "CASE jsonb_typeof(" + column + ") WHEN 'array' THEN " + column + " ELSE '[]' END"
  }

  static func + (left: SQLText, right: SQLText) -> SQLText {
    SQLText(text: left.text + right.text)
  }
}
