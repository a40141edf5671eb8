/// Criteria on a column of text; nil restricts nothing.
public struct TextFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  /// One of these; an empty list matches nothing.
  public var any: [String]?
  /// None of these; an empty list restricts nothing.
  public var notAny: [String]?
  /// A part of the text in any case, with `%` and `_` as wildcards; an empty one restricts nothing.
  public var like: String?
  /// One of these at the beginning, in any case; an empty list restricts nothing.
  public var startsWith: [String]?
  public var isNull: Bool?

  public init(
    any: [String]? = nil, notAny: [String]? = nil, like: String? = nil, startsWith: [String]? = nil,
    isNull: Bool? = nil, operator: FilterOperator = .and
  ) {
    self.any = any
    self.notAny = notAny
    self.like = like
    self.startsWith = startsWith
    self.isNull = isNull
    self.operator = `operator`
  }
}

extension Reading where Value == TextFilter {
  static func texts(_ criteria: FilterCriteria) -> Reading {
    model { reader in
      var filter = TextFilter()
      if criteria.contains(.operator) { filter.operator = reader.filterOperator() }
      if criteria.contains(.any) { filter.any = reader.optional("any_", .list(.string)) }
      if criteria.contains(.notAny) { filter.notAny = reader.optional("not_any_", .list(.string)) }
      if criteria.contains(.like) { filter.like = reader.optional("like_", .string) }
      if criteria.contains(.startsWith) { filter.startsWith = reader.optional("startswith_", .list(.string)) }
      if criteria.contains(.isNull) { filter.isNull = reader.optional("is_null_", .bool) }
      if criteria.contains(.exists) { filter.isNull = reader.optional("exists_", .bool).map { !$0 } }
      return filter
    }
  }
}
