internal import Hosting
internal import Lifecycle
internal import Postgres
internal import Reactor
internal import Store

/// Makes periodic parts whose work the replicas share: a pass is done by the one that takes it, and its term is over before
/// the next is due, or as soon as the pass fails.
struct SharedWork {
  let context: ProgramContext
  let database: DatabaseHost
  let loop: EventLoop
  let claims: ClaimRepository
  /// Tells of commits that some part looks for.
  let notices: NotificationHub

  func periodic(
    _ name: String, every interval: Duration, _ pass: @escaping @Sendable () async throws -> Void
  ) -> PeriodicService {
    PeriodicService(
      name: name, interval: interval, loop: loop, logger: context.logger,
      observe: PeriodicService.measuring(name, in: context.metrics)
    ) { [readiness = database.readiness, claims] in
      guard readiness.isReady else { return }
      try await claims.run(name, for: interval * 0.8, pass)
    }
  }
}
