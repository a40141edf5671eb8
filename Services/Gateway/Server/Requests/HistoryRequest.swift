internal import Models
internal import Values

/// Which history of runs is asked for.
struct HistoryRequest {
  let start: Timestamp
  let end: Timestamp
  let intervalSeconds: Double

  /// - Throws: `unprocessable`.
  var history: RunHistory {
    get throws(DomainError) { try RunHistory(start: start, end: end, intervalSeconds: intervalSeconds) }
  }
}

extension ObjectReader {
  mutating func historyRequest() -> HistoryRequest {
    HistoryRequest(
      start: required("history_start", .timestamp), end: required("history_end", .timestamp),
      intervalSeconds: required("history_interval_seconds", .double))
  }
}
