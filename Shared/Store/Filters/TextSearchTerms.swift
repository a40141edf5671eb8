internal import Postgres

/// A text search taken apart (contract §7.4): plain terms of which one must occur, required ones, and excluded ones.
/// A term is a word, or a phrase in double quotes, behind `+`, `-` or `!`.
struct TextSearchTerms: Sendable, Equatable {
  var included: [String] = []
  var required: [String] = []
  var excluded: [String] = []

  init(_ query: String) {
    var rest = Substring(query)
    while true {
      rest = rest.drop(while: \.isWhitespace)
      guard let first = rest.first else { return }
      var keep = \TextSearchTerms.included
      if first == "+" || first == "-" || first == "!" {
        keep = first == "+" ? \.required : \.excluded
        rest.removeFirst()
      }
      let term = TextSearchTerms.takeTerm(&rest)
      if !term.isEmpty { self[keyPath: keep].append(term) }
    }
  }

  /// A phrase up to its closing quote, or to the end without one; else a word.
  private static func takeTerm(_ rest: inout Substring) -> String {
    guard rest.first == "\"" else {
      let word = rest.prefix { !$0.isWhitespace }
      rest = rest[word.endIndex...]
      return String(word)
    }
    rest.removeFirst()
    var phrase = ""
    while let character = rest.popFirst() {
      if character == "\"" { break }
      if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
        phrase.append(next)
        rest.removeFirst()
      } else {
        phrase.append(character)
      }
    }
    return phrase
  }

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
