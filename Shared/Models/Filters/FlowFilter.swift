/// Which flows; nil criteria restrict nothing.
public struct FlowFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  public var id: IdentifierFilter?
  /// `isNull`: whether the flow has no deployment.
  public var deployment: IdentifierFilter?
  public var name: TextFilter?
  public var tags: TagsFilter?

  public init(operator: FilterOperator = .and) {
    self.operator = `operator`
  }
}

extension FlowFilter: ObjectReadable {
  public init(reader: inout ObjectReader) {
    `operator` = reader.filterOperator()
    id = reader.optional("id", .identifiers([.any, .notAny]))
    deployment = reader.optional("deployment", .identifiers([.operator, .isNull]))
    name = reader.optional("name", .texts([.any, .like]))
    tags = reader.optional("tags", .tags())
  }
}
