/// Which logs; nil criteria restrict nothing.
public struct LogFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  public var level: NumberFilter?
  public var timestamp: TimeFilter?
  public var flowRunID: IdentifierFilter?
  public var taskRunID: IdentifierFilter?
  public var text: TextSearch?

  public init(operator: FilterOperator = .and) {
    self.operator = `operator`
  }
}

extension LogFilter: ObjectReadable {
  public init(reader: inout ObjectReader) {
    `operator` = reader.filterOperator()
    level = reader.optional("level", .numbers())
    timestamp = reader.optional("timestamp", .times())
    flowRunID = reader.optional("flow_run_id", .identifiers(.any))
    taskRunID = reader.optional("task_run_id", .identifiers([.any, .isNull]))
    text = reader.optional("text", .search)
  }
}
