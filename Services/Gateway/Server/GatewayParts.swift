internal import HTTP
internal import Hosting
internal import Models
internal import Observability
internal import Postgres
internal import Reactor
internal import Routing
internal import Store
internal import Values

/// What the handlers of one event loop work with, and their routes.
struct GatewayParts: Sendable {
  let loop: EventLoop
  let database: Database
  let upstreams: Upstreams
  let ingest: EventIngest
  let live: LiveFeedHost
  let taskWorkers: TaskWorkerParts
  let workerChannel: WorkerChannelParts
  let collections: CollectionRoutes
  let configuration: GatewayConfiguration
  let logger: Logger

  /// Every route of the public API but health, relative to the API's base path.
  func routes() -> [Route] {
    let requests = configuration.requests
    let blocks = BlockValueReader(upstreams.blockVault, basePath: configuration.basePath)
    let flowRuns = FlowRunRepository(database: database, terms: configuration.slotTerms, blocks: blocks)
    let variables = VariableRepository(database: database)
    let polling = PollingRepository(database: database)
    let marker = PollMarker(loop: loop, store: PollMarker.Store(polling), logger: logger)
    let taskRuns = TaskRunRepository(
      database: database, limits: requests.limits.models, terms: configuration.slotTerms)
    let deployments = DeploymentRepository(database: database, blocks: blocks)
    let queues = WorkQueueRepository(database: database)
    let sockets = AuthenticatedSocket(authString: configuration.authString)
    let groups: [[Route]] = [
      MetaRoutes(
        tokens: CSRFTokenRepository(database: database), tokenLifetime: configuration.csrfTokenLifetime,
        settings: configuration.settingsDocument
      ).routes,
      TemplateRoutes(requests: requests).routes,
      AutomationRoutes(
        automations: AutomationRepository(database: database, blocks: blocks), requests: requests
      ).routes,
      ResultStorageRoutes(storage: DefaultResultStorageRepository(database: database), requests: requests).routes,
      VariableRoutes(variables: variables, requests: requests).routes,
      SchemaRoutes(variables: variables, requests: requests).routes,
      FlowRoutes(flows: FlowRepository(database: database), requests: requests).routes,
      FlowRunRoutes(
        flowRuns: flowRuns, states: FlowRunStateRepository(database: database), requests: requests
      ).routes,
      FlowRunInputRoutes(inputs: FlowRunInputRepository(database: database), requests: requests).routes,
      ConcurrencyLimitRoutes(
        limits: ConcurrencyLimitRepository(database: database),
        slots: SlotRepository(database: database, wait: configuration.slotTerms.wait), requests: requests
      ).routes,
      TagConcurrencyLimitRoutes(
        limits: TagConcurrencyLimitRepository(database: database, terms: configuration.slotTerms), requests: requests
      ).routes,
      FlowRunGraphRoutes(
        graphs: FlowRunGraphRepository(
          database: database, maximumNodes: configuration.maximumGraphNodes,
          maximumArtifacts: configuration.maximumGraphArtifacts)
      ).routes,
      TaskRunRoutes(taskRuns: taskRuns, requests: requests).routes,
      TaskWorkerRoutes(
        parts: taskWorkers, requests: requests, sockets: sockets,
        maximumKeys: configuration.taskWorkerKeys
      ).routes,
      DashboardRoutes(deployments: deployments, flowRuns: flowRuns, taskRuns: taskRuns, requests: requests).routes,
      collections.routes,
      ArtifactRoutes(artifacts: ArtifactRepository(database: database), requests: requests).routes,
      SavedSearchRoutes(searches: SavedSearchRepository(database: database), requests: requests).routes,
      ObservedStateRoutes(states: ObservedStateRepository(database: database)).routes,
      LogRoutes(
        logs: LogRepository(database: database, isPublished: configuration.publishesLogs), flowRuns: flowRuns,
        requests: requests
      ).routes,
      LogStreamRoutes(feed: live.logs, sockets: sockets, limits: requests.limits, logger: logger).routes,
      EventRoutes(
        ingest: ingest,
        reading: EventReading(limits: requests.limits, dropped: ingest.metrics.dropped),
        requests: requests, sockets: sockets
      ).routes,
      EventStreamRoutes(
        events: EventRepository(database: database), feed: live.events, sockets: sockets, limits: requests.limits,
        backfill: configuration.backfill, logger: logger, clock: .system
      ).routes,
      EventQueryRoutes(
        events: EventRepository(database: database), requests: requests, basePath: configuration.basePath
      ).routes,
      DeploymentRoutes(
        deployments: deployments, flowRuns: flowRuns, polling: polling, marker: marker, requests: requests
      ).routes,
      WorkPoolRoutes(
        pools: WorkPoolRepository(database: database, blocks: blocks), polling: polling, marker: marker,
        requests: requests
      ).routes,
      WorkerChannelRoutes(parts: workerChannel, sockets: sockets).routes,
      WorkPoolQueueRoutes(queues: queues, requests: requests).routes,
      WorkQueueRoutes(queues: queues, polling: polling, marker: marker, requests: requests).routes,
      upstreams.routes,
    ]
    return groups.flatMap { $0 }
  }
}
