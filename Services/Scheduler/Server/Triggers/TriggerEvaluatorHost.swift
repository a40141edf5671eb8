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

  init(_ work: SharedWork, database: Database) {
    loop = work.loop
    let id = UUID.random()
    let context = work.context
    let settings = context.settings
    let evaluator = TriggerEvaluator(
      loop: work.loop,
      database: TriggerDatabase(
        shares: TriggerShareRepository(database: database, evaluator: id),
        memory: TriggerMemoryRepository(database: database),
        steps: TriggerStepRepository(database: database, evaluator: id),
        order: EventOrderRepository(database: database),
        automations: AutomationRepository(database: database), metrics: MetricRepository(database: database),
        feed: { .events(database, named: $0) },
        isReady: { [readiness = work.database.readiness] in readiness.isReady }),
      settings: TriggerSettings(
        granularity: settings.events.proactiveGranularity, expiredBucketBuffer: settings.events.expiredBucketBuffer,
        loopLimit: settings.services.automationLoopLimit, metricTriggers: settings.events.metricTriggers),
      metrics: TriggerMetrics(context.metrics), logger: context.logger)
    self.evaluator = evaluator
    work.notices.listen(FeedChannel.events) { _ in evaluator.wake() }
    work.notices.listen(AutomationRepository.channel) { _ in evaluator.wake() }
  }

  func run() async throws {
    do { try await evaluator.run() } catch is CancellationError {}
  }
}
