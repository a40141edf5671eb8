/// Which automations; nil criteria restrict nothing.
public struct AutomationFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  public var id: IdentifierFilter?
  public var name: TextFilter?
  /// Has no lower bound.
  public var created: TimeFilter?
  public var tags: TagsFilter?

  public init(operator: FilterOperator = .and) {
    self.operator = `operator`
  }
}

extension AutomationFilter: ObjectReadable {
  public init(reader: inout ObjectReader) {
    `operator` = reader.filterOperator()
    id = reader.optional("id", .identifiers(.any))
    name = reader.optional("name", .texts(.any))
    created = reader.optional("created", .model { TimeFilter(before: $0.optional("before_", .timestamp)) })
    tags = reader.optional("tags", .tags(.any))
  }
}
