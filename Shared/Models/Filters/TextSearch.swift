/// A search through text: terms, phrases, exclusions (contract §7.4).
public struct TextSearch: Sendable, Hashable {
  /// At most 200 characters; an empty one finds everything.
  public var query: String

  public init(query: String) {
    self.query = query
  }
}

extension Reading where Value == TextSearch {
  static let search = Reading.model { reader in
    TextSearch(query: reader.required("query", .string(maximum: 200)))
  }
}
