public import Models
internal import Orchestration
public import Postgres
public import Values

/// Adds up what the metrics of flow runs come to, for metric triggers.
public struct MetricRepository: Sendable {
  private let database: Database

  public init(database: Database) {
    self.database = database
  }

  /// The runs of a metric's range that ends now, those together that have the same flow, deployment, queue and tags.
  public func runs(
    of metric: MetricTrigger.Metric, over range: Duration, until now: Timestamp
  ) async throws -> [MeasuredRuns] {
    // A range may be longer than the database's calendar.
    let query = QueryText.measure(metric, after: max(now - range, .firstWritten), until: now)
    return try await database.run(query.statement, query.values, on: .bulk).map(MeasuredRuns.init(row:))
  }
}

extension QueryText {
  /// The sums are made before the names are joined, and only the index of the metric's time is read.
  static func measure(_ metric: MetricTrigger.Metric, after start: Timestamp, until end: Timestamp) -> QueryText {
    var query = QueryText(
      """
      SELECT g.count, g.sum, g.tags, f.id, f.name, f.tags, d.id, d.name, d.tags, q.id, q.name, '[]'::jsonb,
        p.id, p.name, '[]'::jsonb, p.type
      FROM (SELECT r.flow_id, r.deployment_id, r.work_queue_id, r.tags, count(*), 
      """)
    switch metric {
    case .successes: query.append("(count(*) FILTER (WHERE r.state_type = 'COMPLETED'))::float8")
    case .duration: query.append("extract(epoch FROM sum(r.total_run_time))::float8")
    case .lateness:
      query.append("extract(epoch FROM sum(" + RunEstimateText.startDelta("r") + "))::float8", [.timestamp(end)])
    }
    query.append(" AS sum FROM flow_run r WHERE ")
    switch metric {
    case .successes:
      query.append(
        "r.end_time > $ AND r.end_time <= $ AND r.state_type IN ('COMPLETED', 'FAILED', 'CRASHED')",
        [.timestamp(start), .timestamp(end)])
    case .duration:
      query.append(
        """
        r.end_time > $ AND r.end_time <= $ AND r.start_time IS NOT NULL
          AND r.state_type IN ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')
        """, [.timestamp(start), .timestamp(end)])
    case .lateness:
      query.append(
        "r.expected_start_time > $ AND r.expected_start_time <= $ AND r.state_type IS NOT NULL",
        [.timestamp(start), .timestamp(end)])
    }
    query.append(
      """
       GROUP BY 1, 2, 3, 4) g
      JOIN flow f ON f.id = g.flow_id LEFT JOIN deployment d ON d.id = g.deployment_id
      LEFT JOIN work_queue q ON q.id = g.work_queue_id LEFT JOIN work_pool p ON p.id = q.work_pool_id
      """)
    return query
  }
}

extension MeasuredRuns {
  /// Reads the columns of `QueryText.measure`.
  fileprivate init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    let (count, sum, tags) = (try reader.int(), try reader.double(), try reader.strings())
    var context = FlowRunEvent.Context(
      flow: .init(id: try reader.uuid(), name: try reader.text(), tags: try reader.strings()))
    context.deployment = try reader.involved()
    context.workQueue = try reader.involved()
    context.workPool = try reader.involved()
    context.workPoolType = try reader.optionalText()
    self.init(related: FlowRunEvent.related(context, tags).map(\.asResource), count: count, sum: sum)
  }
}
