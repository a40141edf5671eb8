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
  private let passes: PeriodicService
  private let runner: ActionRunner

  /// How long the looks rest that nobody asked for.
  private static let rest = Duration.seconds(1)

  init(_ work: SharedWork, runner: ActionRunner) {
    loop = work.loop
    self.runner = runner
    let passes = PeriodicService(
      name: name, interval: ActionService.rest, loop: work.loop, logger: work.context.logger,
      observe: PeriodicService.measuring(name, in: work.context.metrics)
    ) { [readiness = work.database.readiness] in
      if readiness.isReady { try await runner.pass() }
    }
    self.passes = passes
    work.notices.listen(TriggeredActionRepository.channel) { _ in passes.wake() }
  }

  func run() async throws {
    await runner.onRoom { [passes] in passes.wake() }
    do {
      try await passes.run()
    } catch {
      await runner.drain()
      throw error
    }
  }
}
