public import Values

/// Which history of runs is asked for.
public struct HistoryRequest: Sendable {
  public let start: Timestamp
  public let end: Timestamp
  public let intervalSeconds: Double

  /// Reads the parameters of a body.
  public init(reader: inout ObjectReader) {
    start = reader.required("history_start", .timestamp)
    end = reader.required("history_end", .timestamp)
    intervalSeconds = reader.required("history_interval_seconds", .double.described(as: .number(atLeast: 1)))
  }

  /// - Throws: `unprocessable`.
  public var history: RunHistory {
    get throws(DomainError) { try RunHistory(start: start, end: end, intervalSeconds: intervalSeconds) }
  }
}
