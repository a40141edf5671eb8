public import Values

/// Criteria on a moment; nil restricts nothing, both bounds are inclusive.
public struct TimeFilter: Sendable, Hashable {
  public var before: Timestamp?
  public var after: Timestamp?
  public var isNull: Bool?

  public init(before: Timestamp? = nil, after: Timestamp? = nil, isNull: Bool? = nil) {
    self.before = before
    self.after = after
    self.isNull = isNull
  }
}

extension Reading where Value == TimeFilter {
  static func times(_ criteria: FilterCriteria = []) -> Reading {
    model { reader in
      var filter = TimeFilter()
      filter.before = reader.optional("before_", .timestamp)
      filter.after = reader.optional("after_", .timestamp)
      if criteria.contains(.isNull) { filter.isNull = reader.optional("is_null_", .bool) }
      return filter
    }
  }
}
