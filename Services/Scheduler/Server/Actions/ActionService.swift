internal import BlockVaultClient
internal import Hosting
internal import Lifecycle
internal import Postgres
internal import Reactor
internal import Store

/// Runs the queue of actions: it looks when actions are told, and every second.
struct ActionService: Service {
  let name = "actions"
  let loop: EventLoop?
  private let hub: NotificationHub
  private let passes: PeriodicService
  private let runner: ActionRunner

  /// How long the looks rest that nobody asked for.
  private static let rest = Duration.seconds(1)

  init(_ context: ProgramContext, database: DatabaseHost, loop: EventLoop, runner: ActionRunner) {
    self.loop = loop
    self.runner = runner
    let passes = PeriodicService(
      name: name, interval: ActionService.rest, loop: loop, logger: context.logger,
      observe: PeriodicService.measuring(name, in: context.metrics)
    ) { [readiness = database.readiness] in
      if readiness.isReady { try await runner.pass() }
    }
    self.passes = passes
    hub = NotificationHub(loop: loop, configuration: database.configuration, logger: context.logger)
    hub.listen(TriggeredActionRepository.channel) { _ in passes.wake() }
    database.add(hub)
  }

  func run() async throws {
    await runner.onRoom { [passes] in passes.wake() }
    do {
      try await passes.run()
    } catch {
      await runner.drain()
      await hub.shutdown()
      throw error
    }
  }
}
