public import JSON
public import Values

/// Fires when a metric of flow runs has been on the wrong side of a threshold for some time, and again when it is back.
///
/// Prefect's server refuses these triggers and keeps them for its cloud; its SDK has them in this form. Neither says in which
/// units the values are; here the metrics are what their comments say.
public struct MetricTrigger: Sendable, Hashable {
  public enum Metric: String, Sendable, CaseIterable {
    /// Which share of the runs that ended was COMPLETED, from 0 to 1; FAILED and CRASHED are the others, CANCELLED runs do not
    /// count.
    case successes
    /// The average run time of the runs that ended after they had started, in seconds.
    case duration
    /// How long after the expected time runs started or, while they have not, how late they are by now; the average in seconds
    /// of the runs that were expected in the range. A run that started in time counts as 0.
    case lateness
  }

  /// How the value is compared with the threshold.
  public enum Comparison: String, Sendable, CaseIterable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    public func holds(_ value: Double, _ threshold: Double) -> Bool {
      switch self {
      case .less: value < threshold
      case .lessOrEqual: value <= threshold
      case .greater: value > threshold
      case .greaterOrEqual: value >= threshold
      }
    }
  }

  public var id = UUID(high: 0, low: 0)
  /// Nothing or all flow runs: which of them are measured is said by `matchRelated`.
  public var match = ResourceSpecification()
  public var matchRelated = EventTrigger.RelatedMatch.one(ResourceSpecification())
  public var metric = Metric.successes
  public var comparison = Comparison.less
  public var threshold = 0.0
  /// How far back the value looks; at least five minutes.
  public var range = MetricTrigger.leastSpan
  /// How long the value has to be on one side before that counts; at least five minutes.
  public var firingFor = MetricTrigger.leastSpan

  public init() {}
}

extension MetricTrigger {
  /// The least and the usual range and time to wait.
  static let leastSpan = Duration.seconds(300)

  init(reader: inout ObjectReader) {
    _ = reader.value("type", .literal("metric"), default: "metric")
    id = reader.value("id", .uuid, default: id)
    match = reader.value("match", .allFlowRuns, default: match)
    matchRelated = reader.value("match_related", .relatedMatch, default: matchRelated)
    _ = reader.value("posture", .literal("Metric"), default: "Metric")
    let query = reader.required("metric", .model(MetricQuery.self))
    metric = query.metric
    comparison = query.comparison
    threshold = query.threshold
    range = query.range
    firingFor = query.firingFor
  }
}

extension MetricTrigger: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("type")
    writer.string("metric" as StaticString)
    writer.key("id")
    writer.uuid(id)
    writer.key("match")
    writer.value(match)
    writer.key("match_related")
    writer.value(matchRelated)
    writer.key("posture")
    writer.string("Metric" as StaticString)
    writer.key("metric")
    writer.beginObject()
    writer.key("name")
    writer.string(metric.rawValue)
    writer.key("threshold")
    writer.double(threshold)
    writer.key("operator")
    writer.string(comparison.rawValue)
    writer.key("range")
    writer.duration(range)
    writer.key("firing_for")
    writer.duration(firingFor)
    writer.endObject()
    writer.endObject()
  }
}

extension EventTrigger.RelatedMatch: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    switch self {
    case .one(let specification): writer.value(specification)
    case .each(let specifications): writer.values(specifications)
    }
  }
}

/// The member `metric` of the trigger.
private struct MetricQuery: Sendable, ObjectReadable {
  static var unknownKeys: UnknownKeys { .ignored }

  let metric: MetricTrigger.Metric
  let comparison: MetricTrigger.Comparison
  let threshold: Double
  let range: Duration
  let firingFor: Duration

  init(reader: inout ObjectReader) {
    metric = reader.required("name", .enumeration(MetricTrigger.Metric.self))
    threshold = reader.required("threshold", .finite)
    comparison = reader.required("operator", .enumeration(MetricTrigger.Comparison.self))
    range = reader.value("range", .metricSpan, default: MetricTrigger.leastSpan)
    firingFor = reader.value("firing_for", .metricSpan, default: MetricTrigger.leastSpan)
  }
}

extension Reading where Value == ResourceSpecification {
  /// What lets all flow runs through.
  fileprivate static let allFlowRuns = Reading(schema: .resourceSpecification, fallback: ResourceSpecification()) {
    value, problems in
    let before = problems.count
    let match = match.read(value, problems)
    guard problems.count == before, !match.isAllFlowRuns else { return match }
    problems.addValueError(
      "A metric is measured over all flow runs that match_related selects, so match can only be empty or "
        + #"{"prefect.resource.id": "prefect.flow-run.*"}"#, input: value)
    return nil
  }
}

extension ResourceSpecification {
  fileprivate var isAllFlowRuns: Bool {
    criteria.allSatisfy { $0.label == "prefect.resource.id" && $0.patterns.contains("prefect.flow-run.*") }
  }
}

extension Reading where Value == Double {
  /// A number that JSON can hold.
  fileprivate static let finite = Reading(schema: .number, fallback: 0) { value, problems in
    let before = problems.count
    let number = double.read(value, problems)
    guard problems.count == before, !number.isFinite else { return number }
    problems.add("finite_number", "Input should be a finite number", input: value)
    return nil
  }
}

extension Reading where Value == Duration {
  /// Five minutes or more.
  fileprivate static let metricSpan = Reading(schema: .span, fallback: MetricTrigger.leastSpan) { value, problems in
    let before = problems.count
    let span = duration.read(value, problems)
    guard problems.count == before, span < MetricTrigger.leastSpan else { return span }
    problems.addValueError("The minimum range is 300 seconds (5 minutes)", input: value)
    return nil
  }
}
