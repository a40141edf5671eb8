internal import BlockVaultClient
internal import Configuration
internal import HTTP
internal import HeartbeatMonitorClient
internal import Hosting
internal import Lifecycle
internal import Models
internal import Routing
internal import SchedulerClient

/// What all event loops of the gateway share, and what there is of each of them.
struct GatewayHosts {
  let context: ProgramContext
  let configuration: GatewayConfiguration
  let database: DatabaseHost
  let upstreams: UpstreamHost
  let ingest: EventIngestHost
  let live: LiveFeedHost
  let taskWorkers: TaskWorkerHost
  let workerChannel: WorkerChannelHost
  let collections: CollectionRoutes
  let description: DescriptionContents

  init(_ context: ProgramContext) throws {
    self.context = context
    configuration = GatewayConfiguration(context.settings)
    database = try DatabaseHost(context)
    upstreams = UpstreamHost(context)
    ingest = EventIngestHost(context, database: database)
    live = LiveFeedHost(context, database: database)
    taskWorkers = TaskWorkerHost(context, database: database)
    workerChannel = WorkerChannelHost(
      context, database: database, upstreams: upstreams, notices: taskWorkers.hub)
    collections = CollectionRoutes(directory: context.settings.ui.directory, logger: context.logger)
    description = DescriptionContents(configuration.features)
  }

  /// The routes of one event loop.
  func table(of parts: GatewayParts) throws -> RouteTable {
    let health = HealthRoutes(
      readiness: database.readiness, metrics: configuration.metricsEnabled ? context.metrics : nil)
    return try RouteTable(
      (health.routes() + parts.routes()).map { $0.mounted(at: configuration.basePath) }
        + DescriptionRoutes(contents: description).routes(basePath: configuration.basePath))
  }

  /// What the handlers of one event loop work with.
  func parts(at index: Int) -> GatewayParts {
    GatewayParts(
      loop: context.loops[index], database: database.databases[index], upstreams: upstreams.all[index],
      ingest: ingest.all[index], live: live, taskWorkers: taskWorkers.all[index],
      workerChannel: workerChannel.all[index], collections: collections,
      configuration: configuration, logger: context.logger)
  }
}
