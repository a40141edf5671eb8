internal import Configuration
internal import Hosting
internal import Lifecycle
internal import Models
internal import Observability
internal import Orchestration
internal import Postgres
internal import Reactor
internal import Store
internal import Values

/// Takes runs to CRASHED whose process died without a word: running ones whose heartbeats stopped, and pending ones whose
/// worker died before it started them. Each only if its setting is there.
///
/// Any number of replicas may look at once: a run is taken from the state that it was seen in, so one of them does it.
actor RunWatch {
  /// How often runs are looked at.
  static let interval = Duration.seconds(10)
  /// How many runs are looked up at once.
  private static let pageSize = 200

  private let loop: EventLoop
  private let runs: FlowRunRepository
  private let liveness: RunLivenessRepository
  private let intakes: EventIntakeRepository
  private let silent: SilentRunRule?
  private let lost: LostPendingRunRule?
  private let logger: Logger
  /// Since when passes have succeeded, by the database's clock; nil after one that failed.
  private var watchingSince: Timestamp?

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(
    loop: EventLoop, runs: FlowRunRepository, liveness: RunLivenessRepository, intakes: EventIntakeRepository,
    silent: SilentRunRule?, lost: LostPendingRunRule?, logger: Logger
  ) {
    self.loop = loop
    self.runs = runs
    self.liveness = liveness
    self.intakes = intakes
    self.silent = silent
    self.lost = lost
    self.logger = logger
  }

  /// One look at all runs; none while events do not come in, or the database is away.
  ///
  /// After a pass that failed the time of every silence begins anew, as nobody knows what the outage held up.
  func pass(isDatabaseReady: Bool) async throws {
    let since = watchingSince
    watchingSince = nil
    guard isDatabaseReady, let seen = try await intakes.intake() else { return }
    let intake = seen.observed(since: since ?? seen.now)
    if let silent {
      try await crash(
        page: { try await liveness.unheard(for: silent.tolerance + intake.lag, after: $0, limit: RunWatch.pageSize) },
        verdict: { silent.verdict(on: $0, intake) })
    }
    if let lost {
      try await crash(
        page: { try await liveness.pending(for: lost.shortest + intake.lag, after: $0, limit: RunWatch.pageSize) },
        verdict: { lost.verdict(on: $0, intake) })
    }
    watchingSince = since ?? seen.now
  }

  private func crash<Facts>(
    page: (UUID?) async throws -> [SuspectRun<Facts>], verdict: (Facts) -> String?
  ) async throws {
    var last: UUID?
    while true {
      try Task.checkCancellation()
      let suspects = try await page(last)
      for run in suspects {
        guard let message = verdict(run.facts) else { continue }
        try await crash(run.id, from: run.stateID, message)
      }
      last = suspects.last?.id
      if suspects.count < RunWatch.pageSize { return }
    }
  }

  /// The transition frees the run's slot, as any end of a run does, and a worker is asked to remove what may be left of its
  /// infrastructure: by the one kind of message that stock workers know for a run that the server ended. What fails for one
  /// run does not keep the others from being looked at; an outage ends the pass.
  private func crash(_ run: UUID, from stateID: UUID, _ message: String) async throws {
    do {
      let isWritten = try await runs.take(
        run, from: stateID, to: StateCreate(type: .crashed, message: message), under: .coreFlow,
        cleanup: WorkerCleanupRequest(.cancellingTimeout))
      if isWritten { logger.warning("flow run crashed", ["run_id": .text("\(run)"), "reason": .text(message)]) }
    } catch DatabaseError.unavailable(let reason) {
      throw DatabaseError.unavailable(reason)
    } catch {
      logger.error("transition failed", ["run_id": .text("\(run)"), "error": .text("\(error)")])
    }
  }
}

extension RunWatch {
  /// The periodic part; none when no setting asks for it.
  static func services(_ context: ProgramContext, _ database: DatabaseHost) -> [any Service] {
    let settings = context.settings.services
    let silent = settings.silentRunTolerance.map(SilentRunRule.init)
    let lost = settings.pendingRunTolerance.map { tolerance in
      LostPendingRunRule(
        tolerance: tolerance,
        workerSilence: settings.foreman.fallbackHeartbeatInterval * settings.foreman.inactivityHeartbeatMultiple)
    }
    guard silent != nil || lost != nil, let loop = context.loops.first, let first = database.databases.first else {
      return []
    }
    let watch = RunWatch(
      loop: loop, runs: FlowRunRepository(database: first, terms: SlotTerms(context.settings)),
      liveness: RunLivenessRepository(database: first), intakes: EventIntakeRepository(database: first),
      silent: silent, lost: lost, logger: context.logger)
    return [
      PeriodicService(
        name: "run-watch", interval: interval, loop: loop, logger: context.logger,
        observe: PeriodicService.measuring("run-watch", in: context.metrics)
      ) { [readiness = database.readiness] in
        try await watch.pass(isDatabaseReady: readiness.isReady)
      }
    ]
  }
}
