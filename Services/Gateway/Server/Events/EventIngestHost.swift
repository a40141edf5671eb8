internal import Configuration
internal import Hosting
internal import Lifecycle
internal import Models
internal import Observability
internal import Postgres
internal import Reactor
internal import Store

/// Keeps event ingest, one of each event loop, and lets none end before what it took is stored.
///
/// Its flushes are large, so they have database connections apart: nothing else waits behind one.
struct EventIngestHost: Service {
  let name = "event ingest"
  /// In the order of the program's loops.
  let all: [EventIngest]
  /// What the ingests count.
  let metrics: EventIngestMetrics
  private let databases: [Database]

  init(_ context: ProgramContext, database: DatabaseHost) {
    var limits = EventQueue.Limits()
    limits.events = context.settings.events.queueEvents
    limits.bytes = context.settings.events.queueBytes
    var configuration = database.configuration
    configuration.laneConnections = 1
    configuration.readerConnections = 0
    configuration.bulkConnections = limits.flushes
    configuration.bulkSettings = EventIngestRepository.sessionSettings
    let databases = database.addPool(configuration)
    let metrics = EventIngestMetrics(context.metrics, logger: context.logger)
    self.databases = databases
    self.metrics = metrics
    all = zip(context.loops, databases).map { [limits] loop, database in
      EventIngest(
        loop: loop, repository: EventIngestRepository(database: database), limits: limits, metrics: metrics,
        logger: context.logger)
    }
  }

  /// Reports what was dropped, every second.
  func reports(_ context: ProgramContext) -> PeriodicService? {
    context.loops.first.map { loop in
      PeriodicService(name: "dropped events", interval: .seconds(1), loop: loop, logger: context.logger) {
        [dropped = metrics.dropped] in
        dropped.report()
      }
    }
  }

  /// Says in the database how far the events are that this gateway takes, so that a run whose heartbeats are only late is
  /// not taken for silent.
  func intake(_ context: ProgramContext, database: DatabaseHost) -> EventIntakeReporter? {
    guard let loop = context.loops.first, let first = database.databases.first else { return nil }
    return EventIntakeReporter(
      loop: loop, ingests: all, repository: EventIntakeRepository(database: first), readiness: database.readiness,
      logger: context.logger)
  }

  func run() async throws {
    await untilCancelled()
    for ingest in all { await ingest.drain() }
    for database in databases { await database.shutdown() }
    metrics.dropped.report()
  }
}

/// Takes up the task-run events that wait for their flow run.
enum WaitingTaskRunRetry {
  private static let batch = 200

  static func service(
    _ context: ProgramContext, database: DatabaseHost, limits: ModelLimits, dropped: DroppedEvents
  ) -> PeriodicService? {
    guard let loop = context.loops.first, let first = database.databases.first else { return nil }
    let waiting = WaitingTaskRunEvents(database: first, limits: limits)
    let logger = context.logger
    let patience = context.settings.events.taskRunPatience
    let givenUp = context.metrics.counter(
      "apus_task_run_events_given_up_total", "Task-run events whose flow run never came.")
    return PeriodicService(name: "waiting task runs", interval: .seconds(1), loop: loop, logger: logger) {
      guard database.readiness.isReady else { return }
      while true {
        let outcome = try await waiting.retry(atMost: batch, patience: patience)
        givenUp.add(outcome.dropped.count)
        for id in outcome.dropped {
          dropped.noteTaskRun(of: "\(id)", reason: "its flow run never came")
        }
        if outcome.taken < batch { return }
        try Task.checkCancellation()
      }
    }
  }
}
