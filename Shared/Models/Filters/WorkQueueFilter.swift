/// Which work queues; nil criteria restrict nothing.
public struct WorkQueueFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  public var id: IdentifierFilter?
  public var name: TextFilter?

  public init(operator: FilterOperator = .and) {
    self.operator = `operator`
  }
}

extension WorkQueueFilter: ObjectReadable {
  public init(reader: inout ObjectReader) {
    `operator` = reader.filterOperator()
    id = reader.optional("id", .identifiers(.any))
    name = reader.optional("name", .texts([.any, .startsWith]))
  }
}
