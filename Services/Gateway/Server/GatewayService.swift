internal import BlockVaultClient
internal import Configuration
internal import HTTP
internal import HeartbeatMonitorClient
internal import Hosting
public import Lifecycle
internal import Models
internal import Observability
internal import Routing
internal import SchedulerClient
internal import Transport

/// The public API of a Prefect server, put together.
public enum GatewayService {
  /// The parts of the gateway, those that others need first.
  public static func services(_ context: ProgramContext) throws -> [any Service] {
    let database = try DatabaseHost(context)
    let upstreams = UpstreamHost(context)
    let configuration = GatewayConfiguration(context.settings)
    let ingest = EventIngestHost(context, database: database)
    let live = LiveFeedHost(context, database: database)
    let waiting = WaitingTaskRunRetry.service(context, database: database, limits: configuration.requests.limits.models)
    let taskWorkers = TaskWorkerHost(context, database: database)
    let collections = CollectionRoutes(directory: context.settings.ui.directory, logger: context.logger)
    let ui = WebUI(context.settings, logger: context.logger)
    var responders: [any Responder] = []
    for (index, loop) in context.loops.enumerated() {
      let parts = GatewayParts(
        loop: loop, database: database.databases[index], upstreams: upstreams.all[index],
        ingest: ingest.all[index], live: live, taskWorkers: taskWorkers.all[index],
        collections: collections, configuration: configuration,
        logger: context.logger)
      let table = try RouteTable(
        (HealthRoutes(readiness: database.readiness, metrics: configuration.metricsEnabled ? context.metrics : nil)
          .routes() + parts.routes()).map { $0.mounted(at: configuration.basePath) })
      let errors = ErrorResponses(logger: context.logger)
      let router = Router(
        table,
        guards: [APIVersionGuard(basePath: configuration.basePath).check, HealthRoutes.gate(database.readiness)],
        mapError: errors.response)
      let root = WebUIResponder(router, ui: ui, basePath: configuration.basePath)
      responders.append(
        Middleware.wrap(root, database: parts.database, configuration: configuration, context: context))
    }
    let recorder: [any Service] = [ingest, live] + [waiting].compactMap { $0 }
    let background: [any Service] = [taskWorkers] + taskWorkers.upkeep(context, database: database)
    return [database, upstreams] + recorder + background + [
      ServerHost(context, configuration: ListenConfiguration(context.settings, for: .gateway), responders: responders)
    ]
  }
}
