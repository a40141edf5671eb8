internal import Models
internal import Postgres

extension LogFilter {
  /// On a log line `l`.
  var condition: Condition {
    .combine(
      [
        level?.condition(on: "l.level"),
        timestamp?.condition(on: "l.timestamp"),
        flowRunID?.condition(on: "l.flow_run_id", as: .key),
        taskRunID?.condition(on: "l.task_run_id", as: .key),
        text.map { TextSearchTerms($0.query).condition(on: "l.message || ' ' || l.name") },
      ].compactMap { $0 }, anyOf: `operator` == .or)
  }
}

extension NumberFilter {
  func condition(on column: SQLText) -> Condition {
    var conditions: [Condition] = []
    if let atLeast { conditions.append(.test(column + " >= $", [.int8(Int64(atLeast))])) }
    if let atMost { conditions.append(.test(column + " <= $", [.int8(Int64(atMost))])) }
    if let isNull { conditions.append(.isNull(column, isNull)) }
    return .combine(conditions, anyOf: false)
  }
}

extension LogSort {
  var order: SQLText {
    switch self {
    case .timestampAscending: "l.timestamp, l.id"
    case .timestampDescending: "l.timestamp DESC, l.id DESC"
    }
  }
}
