internal import Observability
internal import Reactor
internal import Store

/// Keeps the database's view of the task workers true: says that those of this process are there, forgets those of gateways
/// that have died, and lets what they held wait again.
///
/// After an outage of the database nobody could say anything for a while, so a keeper forgets others only when it has itself
/// been heard for a whole term.
actor TaskWorkerKeeper {
  private let loop: EventLoop
  private let all: [TaskWorkerParts]
  private var heardSince: ContinuousClock.Instant?

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(loop: EventLoop, all: [TaskWorkerParts]) {
    self.loop = loop
    self.all = all
  }

  /// From one pass to the next: several fit into a term.
  nonisolated var interval: Duration { (all.first?.term ?? .seconds(20)) / 4 }

  func pass(isDatabaseReady: Bool, now: ContinuousClock.Instant = .now) async throws {
    guard isDatabaseReady, let first = all.first else {
      heardSince = nil
      return
    }
    do {
      for parts in all { try await parts.dispatcher.renew() }
      let since = heardSince ?? now
      heardSince = since
      if since.duration(to: now) >= first.term { try await first.workers.expire() }
      let freed = try await first.queue.free()
      if freed > 0 {
        first.logger.info(
          "background tasks wait again: the gateways that had sent them are gone", ["runs": .integer(Int64(freed))])
      }
    } catch {
      heardSince = nil
      throw error
    }
  }
}
