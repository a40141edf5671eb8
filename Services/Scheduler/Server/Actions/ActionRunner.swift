internal import Models
internal import Observability
internal import Postgres
internal import Reactor
internal import Store
internal import Values

/// Takes actions from the queue and carries them out, a bounded number at once. Any number of these may work at once.
///
/// An action ends with its events in one statement, and its lease is renewed until then, however long it takes. If its end
/// can't be written, or the process dies, another attempt begins when the lease ends; actions are made so that what was done already is not done again, as far as their effect allows.
actor ActionRunner {
  private let loop: EventLoop
  private let queue: TriggeredActionRepository
  private let performer: ActionPerformer
  private let settings: ActionSettings
  private let metrics: ActionMetrics
  private let logger: Logger
  private let clock: WallClock
  /// Called when there is room again and there may be more to do.
  private var wake: @Sendable () -> Void = {}
  private var running: [UUID: Task<Void, Never>] = [:]

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(
    loop: EventLoop, queue: TriggeredActionRepository, performer: ActionPerformer, settings: ActionSettings,
    metrics: ActionMetrics, logger: Logger, clock: WallClock = .system
  ) {
    self.loop = loop
    self.queue = queue
    self.performer = performer
    self.settings = settings
    self.metrics = metrics
    self.logger = logger
    self.clock = clock
  }

  func onRoom(_ wake: @escaping @Sendable () -> Void) {
    self.wake = wake
  }

  /// Begins what is due, as far as there is room.
  func pass() async throws {
    while true {
      try Task.checkCancellation()
      let room = settings.concurrency - running.count
      guard room > 0 else { return }
      let claimed = try await queue.claim(room, lease: settings.lease)
      for action in claimed { begin(action) }
      if claimed.count < room { return }
    }
  }

  /// Waits for what was begun.
  func drain() async {
    while let task = running.values.first { await task.value }
  }

  private func begin(_ claimed: ClaimedAction) {
    // Unstructured: an action that was begun is ended even if the pass is cancelled that began it. `drain` waits for it.
    running[claimed.id] = Task(executorPreference: loop) {
      await self.run(claimed)
      await self.end(claimed)
    }
  }

  private func end(_ claimed: ClaimedAction) {
    let wasFull = running.count >= settings.concurrency
    running[claimed.id] = nil
    if wasFull { wake() }
  }

  private func run(_ claimed: ClaimedAction) async {
    let keeping = Task(executorPreference: loop) { await self.keep(claimed) }
    defer { keeping.cancel() }
    do {
      try await carryOut(claimed)
    } catch {
      // The lease ends, and the action is tried again.
      logger.warning(
        "action not ended, retrying when its lease ends",
        ["invocation": .text("\(claimed.id)"), "error": .text("\(error)")])
    }
  }

  /// Renews an action's lease until the task is cancelled.
  private func keep(_ claimed: ClaimedAction) async {
    do {
      while true {
        try await loop.sleep(for: settings.lease / 3)
        do {
          guard try await queue.renew(claimed, lease: settings.lease) else {
            return logger.warning(
              "action taken over by another scheduler, as its lease was not renewed in time",
              ["invocation": .text("\(claimed.id)")])
          }
        } catch {
          logger.debug(
            "the lease of an action can't be renewed now, retrying",
            ["invocation": .text("\(claimed.id)"), "error": .text("\(error)")])
        }
      }
    } catch {
      // The action has ended.
    }
  }

  private func carryOut(_ claimed: ClaimedAction) async throws {
    guard let action = claimed.action else {
      logger.error(
        "a queued action can't be read and is dropped",
        ["invocation": .text("\(claimed.id)"), "automation": .text("\(claimed.automationID)")])
      metrics.ended("unknown", "failed")
      try await queue.finish(claimed, events: [ActionRunner.unreadable(claimed, at: clock.now())])
      return
    }
    var report = ActionReport()
    let outcome: ActionEvents.Outcome
    do {
      try await performer.perform(action, isRepeated: claimed.attempts > 1, &report)
      outcome = .executed
    } catch let delay as ActionDelay {
      if claimed.attempts < min(settings.attempts, delay.attempts ?? .max) {
        return try await postpone(claimed, action, delay)
      }
      outcome = .failed(reason: delay.reason)
    } catch let failure as ActionFailure {
      outcome = .failed(reason: failure.reason)
    }
    guard try await finish(claimed, ActionEvents(action: action, report: report, outcome: outcome)) else { return }
    metrics.ended(action.action.type, outcome.name)
    if case .failed(let reason) = outcome { log(action, reason) }
  }

  /// Ends an action. If what it came to can't be stored, it ends without that: its effect must not come again and again.
  private func finish(_ claimed: ClaimedAction, _ end: ActionEvents) async throws -> Bool {
    do {
      return try await queue.finish(claimed, events: end.events(at: clock.now()))
    } catch let error as DatabaseError {
      guard case .statement(let state, _) = error, ["22", "54"].contains(state.prefix(2)) else { throw error }
      logger.error(
        "what an action came to can't be stored and is left out of its event",
        ["invocation": .text("\(claimed.id)"), "error": .text("\(error)")])
      let short = ActionEvents(action: end.action, report: ActionReport(), outcome: end.outcome)
      return try await queue.finish(claimed, events: short.events(at: clock.now()))
    }
  }

  private func postpone(_ claimed: ClaimedAction, _ action: TriggeredAction, _ delay: ActionDelay) async throws {
    let wait = settings.wait(afterAttempt: claimed.attempts)
    metrics.ended(action.action.type, "postponed")
    logger.warning(
      "action not possible now, retrying",
      [
        "automation": .text("\(action.automation.id)"), "action": .text(action.action.type),
        "error": .text(delay.reason), "seconds": .decimal(wait / .seconds(1)),
      ])
    try await queue.retry(claimed, after: wait)
  }

  private func log(_ action: TriggeredAction, _ reason: String) {
    logger.warning(
      "action failed",
      [
        "automation": .text("\(action.automation.id)"), "action": .text(action.action.type),
        "reason": .text(reason),
      ])
  }
}
