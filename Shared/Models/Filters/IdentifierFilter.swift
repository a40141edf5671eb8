public import Values

/// Criteria on a column of identifiers; nil restricts nothing.
public struct IdentifierFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  /// One of these; an empty list matches nothing.
  public var any: [UUID]?
  /// None of these; an empty list restricts nothing.
  public var notAny: [UUID]?
  public var isNull: Bool?

  public init(any: [UUID]? = nil, notAny: [UUID]? = nil, isNull: Bool? = nil, operator: FilterOperator = .and) {
    self.any = any
    self.notAny = notAny
    self.isNull = isNull
    self.operator = `operator`
  }
}

extension Reading where Value == IdentifierFilter {
  static func identifiers(_ criteria: FilterCriteria) -> Reading {
    model { reader in
      var filter = IdentifierFilter()
      if criteria.contains(.operator) { filter.operator = reader.filterOperator() }
      if criteria.contains(.any) { filter.any = reader.optional("any_", .uuids()) }
      if criteria.contains(.notAny) { filter.notAny = reader.optional("not_any_", .uuids()) }
      if criteria.contains(.isNull) { filter.isNull = reader.optional("is_null_", .bool) }
      return filter
    }
  }
}
