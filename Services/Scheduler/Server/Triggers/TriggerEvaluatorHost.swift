internal import Configuration
internal import Hosting
internal import Lifecycle
internal import Postgres
internal import Reactor
internal import Store
internal import Values

/// Runs the evaluation of triggers, and wakes it when events are committed or automations change.
struct TriggerEvaluatorHost: Service {
  let name = "triggers"
  let loop: EventLoop?
  private let evaluator: TriggerEvaluator
  private let hub: NotificationHub

  init(_ context: ProgramContext, database: DatabaseHost, first: Database, loop: EventLoop) {
    self.loop = loop
    let id = UUID.random()
    let settings = context.settings
    let evaluator = TriggerEvaluator(
      loop: loop,
      database: TriggerDatabase(
        shares: TriggerShareRepository(database: first, evaluator: id), memory: TriggerMemoryRepository(database: first),
        steps: TriggerStepRepository(database: first, evaluator: id), order: EventOrderRepository(database: first),
        automations: AutomationRepository(database: first), feed: { .events(first, named: $0) },
        isReady: { [readiness = database.readiness] in readiness.isReady }),
      settings: TriggerSettings(
        granularity: settings.events.proactiveGranularity, expiredBucketBuffer: settings.events.expiredBucketBuffer,
        loopLimit: settings.services.automationLoopLimit),
      metrics: TriggerMetrics(context.metrics), logger: context.logger)
    self.evaluator = evaluator
    hub = NotificationHub(loop: loop, configuration: database.configuration, logger: context.logger) {
      evaluator.wake()
    }
    hub.listen(FeedChannel.events) { _ in evaluator.wake() }
    hub.listen(AutomationRepository.channel) { _ in evaluator.wake() }
    database.add(hub)
  }

  func run() async throws {
    do {
      try await evaluator.run()
    } catch is CancellationError {}
    await hub.shutdown()
  }
}
