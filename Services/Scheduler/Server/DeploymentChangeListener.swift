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
  private let passes: PeriodicService

  /// How long the looks rest that nobody asked for.
  private static let rest = Duration.seconds(3600)

  init(_ work: SharedWork, scheduler: RunScheduler) {
    loop = work.loop
    let passes = PeriodicService(
      name: name, interval: DeploymentChangeListener.rest, loop: work.loop, logger: work.context.logger,
      observe: PeriodicService.measuring(name, in: work.context.metrics)
    ) { [readiness = work.database.readiness] in
      if readiness.isReady { try await scheduler.passRecent() }
    }
    self.passes = passes
    work.notices.listen(SchedulingRepository.channel) { _ in passes.wake() }
  }

  func run() async throws { try await passes.run() }
}
