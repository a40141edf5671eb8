internal import Configuration
internal import HTTP
internal import Hosting
internal import JSON
public import Lifecycle
internal import Models
internal import Routing
internal import Store
internal import Transport

/// The parts of the service, put together.
public enum SchedulerService {
  /// The parts, those that others need first.
  public static func services(_ context: ProgramContext) throws -> [any Service] {
    let settings = context.settings
    let database = try DatabaseHost(context)
    let host = ServiceRoutes(context, database: database)
    let dates = ScheduleDates()
    let schedulers = database.databases.map { database in
      RunScheduler(
        repository: SchedulingRepository(database: database), dates: dates, settings: settings.services.scheduler,
        logger: context.logger)
    }
    let requests = RequestReading(settings)
    let responders = try schedulers.map { try host.responder(ScheduleRoutes(scheduler: $0, requests: requests).routes) }
    let server = ServerHost(
      context, configuration: ListenConfiguration(settings, for: .scheduler), responders: responders)
    guard settings.services.scheduler.enabled, let loop = context.loops.first, let scheduler = schedulers.first else {
      return [database, server]
    }
    func periodic(
      _ name: String, every interval: Duration, _ pass: @escaping @Sendable () async throws -> Void
    ) -> PeriodicService {
      PeriodicService(
        name: name, interval: interval, loop: loop, logger: context.logger,
        observe: PeriodicService.measuring(name, in: context.metrics)
      ) { [readiness = database.readiness] in
        guard readiness.isReady else { return }
        try await pass()
      }
    }
    return [
      database, server,
      periodic("scheduler", every: settings.services.scheduler.interval) { try await scheduler.passAll() },
      // More often than the setting asks for, so that an edit shows at once; looking costs next to nothing.
      periodic("recent-deployments", every: settings.services.scheduler.recentDeploymentsInterval / 5) {
        try await scheduler.passRecent()
      },
    ]
  }
}
