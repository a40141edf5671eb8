/// Which variables; nil criteria restrict nothing.
public struct VariableFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  public var id: IdentifierFilter?
  public var name: TextFilter?
  public var tags: TagsFilter?

  public init(operator: FilterOperator = .and) {
    self.operator = `operator`
  }
}

extension VariableFilter: ObjectReadable {
  public init(reader: inout ObjectReader) {
    `operator` = reader.filterOperator()
    id = reader.optional("id", .identifiers(.any))
    name = reader.optional("name", .texts([.any, .like]))
    tags = reader.optional("tags", .tags())
  }
}
