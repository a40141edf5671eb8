internal import Observability
internal import Reactor
internal import Store

/// Keeps the database's view of the task workers true: says that those of this process are there, forgets those of gateways
/// that have died, lets what they held wait again, and sweeps out what waits for nothing.
///
/// After an outage of the database, or of the machine, nobody could say anything for a while, so a keeper forgets others only
/// when it has itself been heard for a whole term.
actor TaskWorkerKeeper {
  private let loop: EventLoop
  private let all: [TaskWorkerParts]
  private var hearing: UnbrokenTerm
  private var swept: Int64?
  /// How many of the queue are looked at in a pass.
  private static let sweep = 500

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(loop: EventLoop, all: [TaskWorkerParts]) {
    self.loop = loop
    self.all = all
    hearing = UnbrokenTerm(TaskWorkerKeeper.term(of: all))
  }

  /// From one pass to the next: several fit into a term.
  nonisolated var interval: Duration { TaskWorkerKeeper.term(of: all) / 4 }

  private static func term(of all: [TaskWorkerParts]) -> Duration { all.first?.term ?? .seconds(20) }

  func pass(isDatabaseReady: Bool, now: ContinuousClock.Instant = .now) async throws {
    guard isDatabaseReady, let first = all.first else {
      hearing.interrupt()
      return
    }
    do {
      for parts in all { try await parts.dispatcher.renew() }
      if hearing.heard(at: now) { try await first.workers.expire() }
      let freed = try await first.queue.free()
      swept = try await first.queue.sweep(after: swept, atMost: TaskWorkerKeeper.sweep)
      if freed > 0 {
        first.logger.info(
          "background tasks queued again: their gateways stopped", ["runs": .integer(Int64(freed))])
      }
    } catch {
      hearing.interrupt()
      throw error
    }
  }
}
