internal import BlockVaultClient
internal import Configuration
internal import HTTP
internal import Hosting
internal import JSON
public import Lifecycle
internal import Models
internal import Observability
internal import Postgres
internal import Reactor
internal import Routing
internal import Store
internal import Transport
internal import Values

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
    guard let loop = context.loops.first, let scheduler = schedulers.first, let first = database.databases.first else {
      return [database, server]
    }
    let notifications = NotificationHost(context, database: database, loop: loop)
    let work = SharedWork(
      context: context, database: database, loop: loop, claims: ClaimRepository(database: first),
      notices: notifications.hub)
    return [database, server, notifications] + scheduling(scheduler, settings.services.scheduler, work, loop)
      + upkeep(first, work) + vacuum(first, work) + [tallies(first, work), observedStates(first, work)]
      + triggers(first, work) + actions(first, work)
  }

  private static func scheduling(
    _ scheduler: RunScheduler, _ settings: ServicesSettings.Scheduler, _ work: SharedWork, _ loop: EventLoop
  ) -> [any Service] {
    guard settings.enabled else { return [] }
    return [
      DeploymentChangeListener(work, scheduler: scheduler),
      work.periodic("scheduler", every: settings.interval) { try await scheduler.passAll() },
      // What Prefect's own servers change is told by nobody, and a notification may be lost.
      work.periodic("recent-deployments", every: settings.recentDeploymentsInterval) {
        try await scheduler.passRecent()
      },
    ]
  }

  /// What takes runs to other states when their time is over.
  private static func upkeep(_ database: Database, _ shared: SharedWork) -> [any Service] {
    let settings = shared.context.settings.services
    let terms = SlotTerms(shared.context.settings)
    let runs = FlowRunRepository(database: database, terms: terms)
    let upkeep = RunUpkeepRepository(database: database)
    let work = Upkeep(logger: shared.context.logger)
    var services: [any Service] = []
    if settings.lateRuns.enabled {
      let marker = LateRunMarker(runs: runs, upkeep: upkeep, work: work, settings: settings.lateRuns, clock: .system)
      services.append(shared.periodic("late-runs", every: settings.lateRuns.interval) { try await marker.pass() })
    }
    if settings.pauseExpirations.enabled {
      let expirer = PauseExpirer(runs: runs, upkeep: upkeep, work: work, clock: .system)
      services.append(
        shared.periodic("pause-expirations", every: settings.pauseExpirations.interval) { try await expirer.pass() })
    }
    if settings.cancellationCleanup.enabled {
      let cleaner = CancellationCleaner(
        runs: runs, tasks: TaskRunRepository(database: database, terms: terms), upkeep: upkeep, work: work,
        settings: settings.cancellationCleanup, clock: .system)
      services.append(
        shared.periodic("cancellation-cleanup", every: settings.cancellationCleanup.interval) {
          try await cleaner.pass()
        })
    }
    return services + cleanups(database, shared)
  }

  /// What keeps the messages moving by which workers clean up.
  private static func cleanups(_ database: Database, _ shared: SharedWork) -> [any Service] {
    let (settings, context) = (shared.context.settings.workerChannel, shared.context)
    guard settings.reconciler.enabled else { return [] }
    let reconciler = CleanupReconciler(
      WorkerCleanupRepository(database: database, terms: WorkerCleanupTerms(settings)), settings, context.metrics,
      context.logger)
    return [
      shared.periodic("cleanup-reconciler", every: settings.reconciler.interval) { try await reconciler.pass() }
    ]
  }

  private static func tallies(_ database: Database, _ shared: SharedWork) -> any Service {
    let tallies = TallyRepository(database: database)
    return shared.periodic("tallies", every: shared.context.settings.services.tallyInterval) {
      try await tallies.pass()
    }
  }

  private static func observedStates(_ database: Database, _ shared: SharedWork) -> any Service {
    let states = ObservedStateRepository(database: database)
    return shared.periodic("observed-states", every: ObservedStateRepository.passInterval) { try await states.pass() }
  }

  private static func triggers(_ database: Database, _ shared: SharedWork) -> [any Service] {
    guard shared.context.settings.services.triggersEnabled else { return [] }
    return [TriggerEvaluatorHost(shared, database: database)]
  }

  /// Carries out the actions that automations ask for.
  private static func actions(_ database: Database, _ shared: SharedWork) -> [any Service] {
    let (context, settings) = (shared.context, shared.context.settings)
    let vault = VaultConnection(context, loop: shared.loop)
    let stores = ActionStores(
      database: database, terms: SlotTerms(settings),
      blocks: BlockValueReader { [vault = vault.vault, basePath = settings.server.basePath] id in
        try await vault.data(of: id, basePath: basePath)
      })
    let performer = ActionPerformer(
      stores: stores, objects: RelevantObjects(stores: stores, links: PageLinks(base: settings.uiURL)),
      messages: MessageSender(vault, settings), logger: context.logger, clock: .system)
    let queue = TriggeredActionRepository(database: database)
    let metrics = ActionMetrics(context.metrics)
    let runner = ActionRunner(
      loop: shared.loop, queue: queue, performer: performer, settings: ActionSettings(settings.services),
      metrics: metrics, logger: context.logger)
    let count = PeriodicService(
      name: "action-count", interval: .seconds(10), loop: shared.loop, logger: context.logger
    ) { [readiness = shared.database.readiness] in
      if readiness.isReady { metrics.waiting.set(Double(try await queue.count())) }
    }
    return [
      vault, ActionService(shared, runner: runner), count,
    ]
  }

  private static func vacuum(_ database: Database, _ shared: SharedWork) -> [any Service] {
    let settings = shared.context.settings
    let kinds = settings.services.vacuum.enabled
    let connection = VacuumConnection(
      shared.database, shared: database, loop: shared.loop, logger: shared.context.logger)
    let vacuum = Vacuum(
      repository: VacuumRepository(database: connection.database),
      leftovers: LeftoverRepository(database: connection.database), settings: settings.services.vacuum,
      eventRetention: settings.events.retentionPeriod, logger: shared.context.logger, clock: .system)
    let parts: [(VacuumSettings.Kind, String, Duration, @Sendable () async throws -> Void)] = [
      (.events, "vacuum-events", settings.services.vacuum.interval, vacuum.removeEvents),
      (.flowRuns, "vacuum-flow-runs", settings.services.vacuum.interval, vacuum.removeFlowRuns),
      (.orphans, "vacuum-orphans", settings.services.vacuum.orphanCleanupInterval, vacuum.removeOrphans),
    ]
    let leftovers = shared.periodic("vacuum-leftovers", every: settings.services.vacuum.interval) {
      try await connection.during(vacuum.removeLeftovers)
    }
    return [connection, leftovers]
      + parts.filter { kinds.contains($0.0) }.map { part in
        shared.periodic(part.1, every: part.2) { try await connection.during(part.3) }
      }
  }
}
