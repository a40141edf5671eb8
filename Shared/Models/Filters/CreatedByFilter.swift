public import Values

/// Criteria on who made something; nil restricts nothing.
public struct CreatedByFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  public var ids: [UUID]?
  public var types: [String]?
  public var isNull: Bool?

  public init(
    ids: [UUID]? = nil, types: [String]? = nil, isNull: Bool? = nil, operator: FilterOperator = .and
  ) {
    self.ids = ids
    self.types = types
    self.isNull = isNull
    self.operator = `operator`
  }
}

extension Reading where Value == CreatedByFilter {
  static let creators = Reading.model { reader in
    var filter = CreatedByFilter()
    filter.operator = reader.filterOperator()
    filter.ids = reader.optional("id_", .uuids())
    filter.types = reader.optional("type_", .list(.string))
    filter.isNull = reader.optional("is_null_", .bool)
    return filter
  }
}
