internal import Hosting
internal import Lifecycle
internal import Observability
internal import Reactor
internal import Store
internal import Values

/// Says in the database every few seconds that this process takes events, and how late they are stored.
struct EventIntakeReporter: Service {
  let name = "event intake"
  let loop: EventLoop?
  private let reports: PeriodicService
  private let repository: EventIntakeRepository
  private let gateway: UUID
  private let logger: Logger

  init(
    loop: EventLoop, ingests: [EventIngest], repository: EventIntakeRepository, readiness: ServiceReadiness,
    logger: Logger
  ) {
    let gateway = UUID.random()
    self.loop = loop
    self.repository = repository
    self.gateway = gateway
    self.logger = logger
    reports = PeriodicService(
      name: name, interval: EventIntakeRepository.reportInterval, loop: loop, logger: logger
    ) {
      guard readiness.isReady else { return }
      var lag = Duration.zero
      var isInterrupted = false
      for ingest in ingests {
        let state = await ingest.lag()
        lag = max(lag, state.lag)
        isInterrupted = isInterrupted || state.hasHeldUpSenders
      }
      try await repository.report(gateway, lag: lag, isInterrupted: isInterrupted)
    }
  }

  /// A gateway that stops says so; one that is killed is taken for stopped for a while.
  func run() async throws {
    do {
      try await reports.run()
    } catch is CancellationError {
      do {
        try await repository.leave(gateway)
      } catch {
        logger.debug("event intake not withdrawn: \(error)")
      }
      throw CancellationError()
    }
  }
}
