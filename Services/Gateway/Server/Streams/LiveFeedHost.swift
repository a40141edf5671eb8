internal import Configuration
internal import Hosting
internal import Lifecycle
internal import Models
internal import Observability
internal import Postgres
internal import Reactor
internal import Store

/// Keeps the live feeds of a gateway, and one connection on which it is told of commits.
struct LiveFeedHost: Service {
  let name = "live feeds"
  let loop: EventLoop?
  /// Nil while events, or logs, are not streamed.
  let events: LiveFeed<FeedEvent>?
  let logs: LiveFeed<Log>?
  private let hub: NotificationHub

  init(_ context: ProgramContext, database: DatabaseHost) {
    // A program has at least one loop.
    let loop = context.loops.first ?? context.mainLoop
    self.loop = loop
    let settings = context.settings.events
    let limit = settings.subscriberQueue
    if settings.streamOutEnabled, let first = database.databases.first {
      events = LiveFeed(
        feed: .events(first), limit: limit, loop: loop, metrics: LiveFeedMetrics(context.metrics, of: "events"),
        logger: context.logger)
    } else {
      events = nil
    }
    if settings.logsStreamOutEnabled, settings.logsStreamPublishingEnabled, let first = database.databases.first {
      logs = LiveFeed(
        feed: .logs(first), limit: limit, loop: loop, metrics: LiveFeedMetrics(context.metrics, of: "logs"),
        logger: context.logger)
    } else {
      logs = nil
    }
    // Unstructured tasks: they only wake.
    var all: [(channel: String, wake: @Sendable () -> Void)] = []
    if let events { all.append((FeedChannel.events, { @Sendable in Task { await events.wake() } })) }
    if let logs { all.append((FeedChannel.logs, { @Sendable in Task { await logs.wake() } })) }
    let wakers = all
    hub = NotificationHub(loop: loop, configuration: database.configuration, logger: context.logger) {
      for waker in wakers { waker.wake() }
    }
    for waker in wakers { hub.listen(waker.channel) { _ in waker.wake() } }
    if !wakers.isEmpty { database.add(hub) }
  }

  func run() async throws {
    do {
      try await withThrowingTaskGroup { group in
        if let events { group.addTask { try await events.run() } }
        if let logs { group.addTask { try await logs.run() } }
        group.addTask { await untilCancelled() }
        try await group.waitForAll()
      }
    } catch is CancellationError {}
    await hub.shutdown()
  }
}
