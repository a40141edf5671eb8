/// Criteria on the state of a run. Unlike elsewhere an empty type or name adds nothing to an `or_`.
public struct StateFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  public var type: StateTypeFilter?
  public var name: TextFilter?

  public init(type: StateTypeFilter? = nil, name: TextFilter? = nil, operator: FilterOperator = .and) {
    self.type = type
    self.name = name
    self.operator = `operator`
  }
}

/// Criteria on the kind of state; nil restricts nothing.
public struct StateTypeFilter: Sendable, Hashable {
  /// One of these; an empty list matches nothing.
  public var any: [StateType]?
  /// None of these; an empty list restricts nothing.
  public var notAny: [StateType]?

  public init(any: [StateType]? = nil, notAny: [StateType]? = nil) {
    self.any = any
    self.notAny = notAny
  }
}

extension Reading where Value == StateFilter {
  static func states(_ criteria: FilterCriteria) -> Reading {
    let types = Reading<StateTypeFilter>.model { reader in
      var filter = StateTypeFilter()
      filter.any = reader.optional("any_", .list(.enumeration()))
      if criteria.contains(.notAny) { filter.notAny = reader.optional("not_any_", .list(.enumeration())) }
      return filter
    }
    let names = Reading<TextFilter>.texts(criteria)
    return model { reader in
      var filter = StateFilter()
      filter.operator = reader.filterOperator()
      filter.type = reader.optional("type", types)
      filter.name = reader.optional("name", names)
      return filter
    }
  }
}
