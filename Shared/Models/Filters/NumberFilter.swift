/// Criteria on a whole number; nil restricts nothing, both bounds are inclusive.
public struct NumberFilter: Sendable, Hashable {
  public var atLeast: Int?
  public var atMost: Int?
  public var isNull: Bool?

  public init(atLeast: Int? = nil, atMost: Int? = nil, isNull: Bool? = nil) {
    self.atLeast = atLeast
    self.atMost = atMost
    self.isNull = isNull
  }
}

extension Reading where Value == NumberFilter {
  static func numbers(_ criteria: FilterCriteria = []) -> Reading {
    model { reader in
      var filter = NumberFilter()
      filter.atLeast = reader.optional("ge_", .integer)
      filter.atMost = reader.optional("le_", .integer)
      if criteria.contains(.isNull) { filter.isNull = reader.optional("is_null_", .bool) }
      return filter
    }
  }
}
