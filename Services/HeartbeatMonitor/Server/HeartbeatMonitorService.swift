internal import Configuration
internal import HTTP
internal import Hosting
public import Lifecycle
internal import Models
internal import Routing
internal import Store
internal import Transport

/// The parts of the service, put together.
public enum HeartbeatMonitorService {
  /// The parts, those that others need first.
  public static func services(_ context: ProgramContext) throws -> [any Service] {
    let settings = context.settings
    let database = try DatabaseHost(context)
    let host = ServiceRoutes(context, database: database)
    let responders = try database.databases.map { database in
      try host.responder(
        WorkerRoutes(workers: WorkerRepository(database: database), requests: RequestReading(settings)).routes)
    }
    var services: [any Service] = [
      database,
      ServerHost(
        context, configuration: ListenConfiguration(settings, for: .heartbeatMonitor), responders: responders),
    ]
    if settings.services.foreman.enabled, let loop = context.loops.first, let first = database.databases.first {
      let foreman = Foreman(
        liveness: LivenessRepository(database: first), settings: settings.services.foreman, logger: context.logger)
      services.append(
        PeriodicService(
          name: "foreman", interval: settings.services.foreman.interval, loop: loop, logger: context.logger,
          observe: PeriodicService.measuring("foreman", in: context.metrics)
        ) { [readiness = database.readiness] in
          guard readiness.isReady else { return }
          try await foreman.pass()
        })
    }
    return services + Repossessor.services(context, database) + RunWatch.services(context, database)
  }
}
