internal import Configuration
internal import HTTP
internal import Hosting
public import Lifecycle
internal import Models
internal import Observability
internal import Routing
internal import Store
internal import Transport

/// The public API of a Prefect server, put together.
public enum GatewayService {
  /// The parts of the gateway, those that others need first.
  public static func services(_ context: ProgramContext) throws -> [any Service] {
    let hosts = try GatewayHosts(context)
    let (configuration, database) = (hosts.configuration, hosts.database)
    let waiting = WaitingTaskRunRetry.service(
      context, database: database, limits: configuration.requests.limits.models, dropped: hosts.ingest.metrics.dropped)
    let ui = WebUI(context.settings, logger: context.logger)
    var responders: [any Responder] = []
    for index in context.loops.indices {
      let parts = hosts.parts(at: index)
      let table = try hosts.table(of: parts)
      let errors = ErrorResponses(logger: context.logger)
      let router = Router(
        table,
        guards: [APIVersionGuard(basePath: configuration.basePath).check, HealthRoutes.gate(database.readiness)],
        mapError: errors.response)
      let root = WebUIResponder(router, ui: ui, basePath: configuration.basePath)
      responders.append(
        Middleware.wrap(root, database: parts.database, configuration: configuration, context: context))
    }
    let recorder: [any Service] =
      [hosts.ingest, hosts.live] + [waiting, hosts.ingest.reports(context)].compactMap { $0 }
      + [hosts.ingest.intake(context, database: database)].compactMap { $0 }
    let background: [any Service] =
      [hosts.taskWorkers] + hosts.taskWorkers.upkeep(context, database: database)
      + hosts.workerChannel.upkeep(context, database: database)
      + [talliedChanges(context, database: database)].compactMap { $0 }
    return [database, hosts.upstreams] + recorder + background + [
      ServerHost(context, configuration: ListenConfiguration(context.settings, for: .gateway), responders: responders)
    ]
  }

  /// Bounds the notes of what is to be tallied again, which the gateway's writes leave, for as long as no scheduler tallies.
  private static func talliedChanges(_ context: ProgramContext, database: DatabaseHost) -> PeriodicService? {
    guard let loop = context.loops.first, let first = database.databases.first else { return nil }
    let tallies = TallyRepository(database: first)
    return PeriodicService(name: "tallied changes", interval: .seconds(60), loop: loop, logger: context.logger) {
      guard database.readiness.isReady else { return }
      _ = try await tallies.mergeChanges()
    }
  }
}
