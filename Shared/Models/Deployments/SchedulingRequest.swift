public import Values

/// What `POST /deployments/{id}/schedule` takes; nil for what the settings say.
public struct SchedulingRequest: Sendable, Hashable {
  public var start: Timestamp?
  public var end: Timestamp?
  public var minimumTime: Duration?
  public var minimumRuns: Int?
  public var maximumRuns: Int?

  public init() {}

  /// Reads the parameters of a body.
  public init(reader: inout ObjectReader) {
    start = reader.optional("start_time", .timestamp)
    end = reader.optional("end_time", .timestamp)
    minimumTime = reader.optional("min_time", .double).map { seconds in
      SpanText.span(seconds: seconds) ?? (seconds < 0 ? .zero : .seconds(86_400_000_000))
    }
    minimumRuns = reader.optional("min_runs", .integer)
    maximumRuns = reader.optional("max_runs", .integer)
  }
}
