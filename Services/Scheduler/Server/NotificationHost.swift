internal import Hosting
internal import Lifecycle
internal import Postgres
internal import Reactor

/// Keeps the one connection on which the parts of the scheduler are told of commits.
struct NotificationHost: Service {
  let name = "notifications"
  let loop: EventLoop?
  let hub: NotificationHub

  init(_ context: ProgramContext, database: DatabaseHost, loop: EventLoop) {
    self.loop = loop
    hub = NotificationHub(loop: loop, configuration: database.configuration, logger: context.logger)
    database.add(hub)
  }

  func run() async throws {
    await untilCancelled()
    await hub.shutdown()
  }
}
