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

extension LogFilter {
  /// Whether the filter lets a line through that has just come; its text and operator are not looked at (contract §2.3).
  public func includes(_ log: Log) -> Bool {
    if let bound = level?.atLeast, log.level < bound { return false }
    if let bound = level?.atMost, log.level > bound { return false }
    if let before = timestamp?.before, log.timestamp > before { return false }
    if let after = timestamp?.after, log.timestamp < after { return false }
    if let runs = flowRunID?.any, !runs.contains(where: { $0 == log.flowRunID }) { return false }
    if let runs = taskRunID?.any, !runs.contains(where: { $0 == log.taskRunID }) { return false }
    if let isNull = taskRunID?.isNull, isNull != (log.taskRunID == nil) { return false }
    return true
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
