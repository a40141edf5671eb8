/// A text search taken apart (contract §7.4): plain terms of which one must occur, required ones, and excluded ones.
/// A term is a word, or a phrase in double quotes, behind `+`, `-` or `!`.
public struct TextSearchTerms: Sendable, Hashable {
  public private(set) var included: [String] = []
  public private(set) var required: [String] = []
  public private(set) var excluded: [String] = []

  public init(_ query: String) {
    var rest = Substring(query)
    while true {
      rest = rest.drop(while: \.isWhitespace)
      guard let first = rest.first else { return }
      var keep = \TextSearchTerms.included
      if first == "+" || first == "-" || first == "!" {
        rest.removeFirst()
        // A sign that stands alone means nothing.
        guard let next = rest.first, !next.isWhitespace else { continue }
        keep = first == "+" ? \.required : \.excluded
      }
      let term = rest.first == "\"" ? TextSearchTerms.takePhrase(&rest) : TextSearchTerms.takeWord(&rest)
      if !term.allSatisfy(\.isWhitespace) { self[keyPath: keep].append(term) }
    }
  }

  /// Up to white space or the quote that begins a phrase; a backslash is itself here.
  private static func takeWord(_ rest: inout Substring) -> String {
    let word = rest.prefix { !$0.isWhitespace && $0 != "\"" }
    rest = rest[word.endIndex...]
    return String(word)
  }

  /// Up to the closing quote, or to the end without one.
  private static func takePhrase(_ rest: inout Substring) -> String {
    rest.removeFirst()
    var phrase = ""
    while let character = rest.popFirst() {
      if character == "\"" { break }
      phrase.append(character)
      guard character == "\\", let next = rest.popFirst() else { continue }
      if next == "\"" || next == "\\" { phrase.removeLast() }
      phrase.append(next)
    }
    return phrase
  }

  /// Whether a text has what is wanted and lacks what is not, without regard to case.
  public func match(_ text: String) -> Bool {
    let text = text.lowercased()
    func occurs(_ term: String) -> Bool { text.contains(term.lowercased()) }
    return required.allSatisfy(occurs) && !excluded.contains(where: occurs)
      && (included.isEmpty || included.contains(where: occurs))
  }
}
