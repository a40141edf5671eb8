/// Which work pools; nil criteria restrict nothing.
public struct WorkPoolFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  public var id: IdentifierFilter?
  public var name: TextFilter?
  public var type: TextFilter?

  public init(operator: FilterOperator = .and) {
    self.operator = `operator`
  }
}

extension WorkPoolFilter: ObjectReadable {
  public init(reader: inout ObjectReader) {
    `operator` = reader.filterOperator()
    id = reader.optional("id", .identifiers(.any))
    name = reader.optional("name", .texts(.any))
    type = reader.optional("type", .texts(.any))
  }
}
