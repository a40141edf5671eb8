internal import Hosting
internal import Lifecycle
internal import Postgres
internal import Reactor
internal import Store

/// Has runs made as soon as a deployment or a schedule of one is changed.
///
/// Every replica looks when it is told: what one makes, the others find. What is told while the connection is away is found
/// by the periodic looks.
struct DeploymentChangeListener: Service {
  let name = "deployment changes"
  let loop: EventLoop?
  private let hub: NotificationHub
  private let passes: PeriodicService

  /// How long the looks rest that nobody asked for.
  private static let rest = Duration.seconds(3600)

  init(_ context: ProgramContext, database: DatabaseHost, loop: EventLoop, scheduler: RunScheduler) {
    self.loop = loop
    let passes = PeriodicService(
      name: name, interval: DeploymentChangeListener.rest, loop: loop, logger: context.logger,
      observe: PeriodicService.measuring(name, in: context.metrics)
    ) { [readiness = database.readiness] in
      if readiness.isReady { try await scheduler.passRecent() }
    }
    self.passes = passes
    hub = NotificationHub(loop: loop, configuration: database.configuration, logger: context.logger)
    hub.listen(SchedulingRepository.channel) { _ in passes.wake() }
    database.add(hub)
  }

  func run() async throws {
    do {
      try await passes.run()
    } catch {
      await hub.shutdown()
      throw error
    }
  }
}
