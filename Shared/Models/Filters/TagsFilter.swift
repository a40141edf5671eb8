/// Criteria on a list of tags; nil restricts nothing.
public struct TagsFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  /// All of these; an empty list restricts nothing.
  public var all: [String]?
  /// At least one of these; an empty list matches nothing.
  public var any: [String]?
  /// Whether there are no tags.
  public var isNull: Bool?

  public init(
    all: [String]? = nil, any: [String]? = nil, isNull: Bool? = nil, operator: FilterOperator = .and
  ) {
    self.all = all
    self.any = any
    self.isNull = isNull
    self.operator = `operator`
  }
}

extension Reading where Value == TagsFilter {
  static func tags(_ criteria: FilterCriteria = []) -> Reading {
    model { reader in
      var filter = TagsFilter()
      filter.operator = reader.filterOperator()
      filter.all = reader.optional("all_", .list(.string))
      if criteria.contains(.any) { filter.any = reader.optional("any_", .list(.string)) }
      filter.isNull = reader.optional("is_null_", .bool)
      return filter
    }
  }
}
