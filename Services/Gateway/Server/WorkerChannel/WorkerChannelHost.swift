internal import Configuration
internal import Hosting
internal import Lifecycle
internal import Observability
internal import Postgres
internal import Reactor
internal import Store
internal import Values

/// Serves the workers that are connected to any event loop: hears when pools change or messages wait, and looks for itself now
/// and then.
struct WorkerChannelHost {
  /// In the order of the program's loops.
  let all: [WorkerChannelParts]
  private let loop: EventLoop?

  /// Notifications only wake, and some are lost: what was missed is found this soon.
  private static let lookInterval = Duration.seconds(1)

  init(_ context: ProgramContext, database: DatabaseHost, upstreams: UpstreamHost, notices: NotificationHub?) {
    let settings = context.settings.workerChannel
    let (metrics, cleanupMetrics) = (WorkerChannelMetrics(context.metrics), WorkerCleanupMetrics(context.metrics))
    let basePath = context.settings.server.basePath
    var all: [WorkerChannelParts] = []
    for (index, loop) in context.loops.enumerated() {
      let (database, upstreams) = (database.databases[index], upstreams.all[index])
      let channel = WorkerChannelRepository(
        database: database, blocks: BlockValueReader(upstreams.blockVault, basePath: basePath))
      let cleanups = WorkerCleanupRepository(database: database, terms: WorkerCleanupTerms(settings))
      all.append(
        WorkerChannelParts(
          loop: loop,
          hub: WorkerChannelHub(
            loop: loop, channel: channel, cleanups: cleanups, metrics: cleanupMetrics, logger: context.logger),
          channel: channel, cleanups: cleanups, monitor: upstreams.heartbeatMonitor, basePath: basePath,
          limits: WorkerChannelFrame.Limits(bytes: settings.frameBytes, names: settings.names),
          openingTimeout: settings.openingTimeout, metrics: metrics, cleanupMetrics: cleanupMetrics,
          logger: context.logger, clock: .system))
    }
    self.all = all
    loop = context.loops.first
    let hubs = all.map(\.hub)
    for name in [WorkerChannelRepository.channel, WorkerCleanupRepository.channel] {
      notices?.listen(name) { _ in
        // Unstructured: the connection's callback is synchronous, and what it tells may be missed.
        for hub in hubs { Task { await hub.look() } }
      }
    }
  }

  /// The looks that make up for lost notifications.
  func upkeep(_ context: ProgramContext, database: DatabaseHost) -> [PeriodicService] {
    guard let loop else { return [] }
    return [
      PeriodicService(
        name: "worker channel", interval: WorkerChannelHost.lookInterval, loop: loop, logger: context.logger
      ) { [all, readiness = database.readiness] in
        guard readiness.isReady else { return }
        for parts in all { await parts.hub.look() }
      }
    ]
  }
}
