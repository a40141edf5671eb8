internal import Models
internal import Postgres

extension TextSearchTerms {
  /// Searches without regard to case; `%` and `_` are themselves.
  func condition(on text: SQLText) -> Condition {
    func occurs(_ term: String) -> Condition {
      .test("position(lower($) IN lower(" + text + ")) > 0", [.text(term)])
    }
    func lacks(_ term: String) -> Condition {
      .test("position(lower($) IN lower(" + text + ")) = 0", [.text(term)])
    }
    var conditions = required.map(occurs) + excluded.map(lacks)
    if !included.isEmpty { conditions.append(.any(included.map(occurs))) }
    return .combine(conditions, anyOf: false)
  }
}
