internal import Models
internal import Observability
internal import Reactor
internal import Values

/// A metric over a range: what several triggers may share.
struct MetricQuery: Hashable {
  let metric: MetricTrigger.Metric
  let range: Duration

  init(_ trigger: MetricTrigger) {
    metric = trigger.metric
    range = trigger.range
  }

  /// How often it is read: the longer the range, the slower its values change and the more there is to read.
  var interval: Duration { max(.seconds(60), range / 1440) }
}

/// Reads the metrics that triggers look at, beside the evaluation of events, which does not wait for it.
///
/// A metric that can't be read now is read again when it is next due: the database may have been busy for longer than a
/// statement may take.
actor MetricReader {
  private let loop: EventLoop
  private let measure: @Sendable (MetricQuery, Timestamp) async throws -> [MeasuredRuns]
  private let clock: WallClock
  private let logger: Logger

  /// When each was last read or tried.
  private var read: [MetricQuery: Timestamp] = [:]
  private var readings: [MetricQuery: [MeasuredRuns]] = [:]
  private var reading: Task<Void, Never>?

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// - Parameter measure: Reads the runs of a metric's range that ends at a moment.
  init(
    loop: EventLoop, clock: WallClock, logger: Logger,
    measure: @escaping @Sendable (MetricQuery, Timestamp) async throws -> [MeasuredRuns]
  ) {
    self.loop = loop
    self.measure = measure
    self.clock = clock
    self.logger = logger
  }

  /// What was read since the last call, each reading once. Begins to read what is due of the metrics that are asked for.
  func next(_ queries: Set<MetricQuery>) -> [MetricQuery: [MeasuredRuns]] {
    let now = clock.now()
    read = read.filter { queries.contains($0.key) }
    let due = queries.filter { query in read[query].map { $0 + query.interval <= now } ?? true }
    if reading == nil, !due.isEmpty {
      reading = Task { await read(due) }
    }
    defer { readings = [:] }
    return readings
  }

  /// Returns when nothing is being read.
  func finish() async {
    await reading?.value
  }

  private func read(_ queries: Set<MetricQuery>) async {
    for query in queries {
      let now = clock.now()
      read[query] = now
      do {
        readings[query] = try await measure(query, now)
      } catch {
        logger.warning(
          "a metric can't be read now, retrying",
          ["metric": .text(query.metric.rawValue), "range": .text("\(query.range)"), "error": .text("\(error)")])
      }
    }
    reading = nil
  }
}
