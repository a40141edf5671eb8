internal import Configuration
internal import Hosting
internal import Lifecycle
internal import Observability
internal import Postgres
internal import Reactor
internal import Store

/// Serves the task workers of all event loops: hears when something is queued, and looks for itself now and then.
struct TaskWorkerHost: Service {
  let name = "task workers"
  let loop: EventLoop?
  /// In the order of the program's loops.
  let all: [TaskWorkerParts]
  /// Tells of commits; other parts listen on it too.
  let hub: NotificationHub?

  init(_ context: ProgramContext, database: DatabaseHost) {
    let metrics = TaskWorkerMetrics(context.metrics)
    let term = context.settings.server.taskWorkerTerm
    let all = zip(context.loops, database.databases).map { loop, database in
      let queue = TaskRunQueueRepository(database: database)
      let workers = TaskWorkerRepository(database: database, term: term)
      let dispatcher = TaskRunDispatcher(
        loop: loop, queue: queue, workers: workers, metrics: metrics, logger: context.logger)
      return TaskWorkerParts(
        loop: loop, dispatcher: dispatcher, queue: queue, workers: workers, metrics: metrics, logger: context.logger,
        term: term)
    }
    self.all = all
    loop = context.loops.first
    hub = context.loops.first.map { loop in
      let wake: @Sendable () -> Void = {
        // Unstructured: the connection's callback is synchronous, and what it tells may be missed.
        for parts in all { Task { await parts.dispatcher.noteNews() } }
      }
      let hub = NotificationHub(
        loop: loop, configuration: database.configuration, logger: context.logger, onReconnect: wake)
      hub.listen(TaskRunQueueRepository.channel) { _ in wake() }
      database.add(hub)
      return hub
    }
  }

  /// Notifications only wake, and some are lost: what was missed is found this soon.
  private static let lookInterval = Duration.seconds(2)

  /// The looks at the queue, and what is said of the workers in the database.
  func upkeep(_ context: ProgramContext, database: DatabaseHost) -> [PeriodicService] {
    guard let loop else { return [] }
    let keeper = TaskWorkerKeeper(loop: loop, all: all)
    let interval = keeper.interval
    return [
      PeriodicService(
        name: "background tasks", interval: TaskWorkerHost.lookInterval, loop: loop, logger: context.logger
      ) { [all] in
        for parts in all { await parts.dispatcher.look() }
      },
      PeriodicService(name: "task workers", interval: interval, loop: loop, logger: context.logger) {
        try await keeper.pass(isDatabaseReady: database.readiness.isReady)
      },
    ]
  }

  func run() async throws {
    await untilCancelled()
    await hub?.shutdown()
  }
}
