public import Models
public import Orchestration
internal import Postgres
public import Values

extension TaskRunRepository {
  /// Takes a run to a proposed state, as far as the rules let it (contract §3.4).
  ///
  /// - Parameter isForced: Only the rules that complete a state hold. A deferred proposal has its own, forced or not.
  /// - Returns: The verdict, and whether a state was written.
  /// - Throws: `objectNotFound`.
  public func setState(
    _ id: UUID, _ proposal: StateCreate, isForced: Bool = false, client: ClientVersions
  ) async throws -> (result: OrchestrationResult, isWritten: Bool) {
    for _ in 0..<OptimisticWrite.maximumTries {
      let now = clock.now()
      let facts = try await facts(id, for: proposal, at: now)
      let outcome = facts.decide(proposal, isForced: isForced, at: now, client: client)
      guard try await write(outcome, facts) else { continue }
      var state = outcome.proposed ?? facts.run.state
      if let written = outcome.proposed, let result = StateResult(of: written) { state?.data = result.data }
      return (
        OrchestrationResult(state: state, status: outcome.status, details: outcome.details), outcome.proposed != nil
      )
    }
    throw DatabaseError.conflictRetry("task run changed its state again and again")
  }

  /// - Throws: `objectNotFound`.
  private func facts(_ id: UUID, for proposal: StateCreate, at now: Timestamp) async throws -> TaskRunFacts {
    let rows =
      if let key = TaskRunCache.soughtKey(type: proposal.type, details: proposal.details) {
        try await database.run(
          TaskRunStatement.factsWithCache, [.uuid(id), .text(key), .timestamp(now)], on: .read)
      } else {
        try await database.run(TaskRunStatement.facts, [.uuid(id)], on: .read)
      }
    guard let row = rows.first else { throw DomainError.objectNotFound("Task run with id \(id) not found") }
    return try TaskRunFacts(row: row, at: now, limits: limits, terms: terms)
  }

  /// - Returns: False when the run has another state by now.
  private func write(_ outcome: TaskRunTransition, _ facts: TaskRunFacts) async throws -> Bool {
    guard let state = outcome.proposed else { return true }
    do throws(DatabaseError) {
      let slots = outcome.subject.slots.change
      let values: [SQLValue] =
        [.uuid(facts.run.id), .uuid(facts.run.stateID), .timestamp(outcome.now)]
        + TaskRunRepository.values(state, outcome)
      let rows =
        slots == .none
        ? try await database.run(TaskRunStatement.transition, values, on: .key(facts.run.id))
        : try await database.run(
          TaskRunStatement.slotTransition, values + slots.values(terms.wait), on: .key(facts.run.id))
      return !rows.isEmpty
    } catch {
      // Another state of the run bears the same microsecond; the next try has another.
      if case .constraint(.unique, "uq_task_run_state__task_run_id_timestamp_desc", _) = error { return false }
      throw error
    }
  }
}

/// What a transition of a task run is decided on, as one statement loaded it.
struct TaskRunFacts: Sendable {
  var run: TaskRun
  var flowRunRunCount: Int?
  var flowRunState: State?
  var slots: TagSlots
  var cache: TaskRunCache

  /// Reads a row of `TaskRunStatement.facts`, or of `factsWithCache`.
  init(row: Row, at now: Timestamp, limits: ModelLimits, terms: SlotTerms) throws(DatabaseError) {
    var reader = row.reader()
    run = try reader.taskRun(at: now)
    flowRunRunCount = try reader.optionalInt()
    flowRunState = try reader.state()
    slots = try reader.tagSlots(terms: terms)
    cache = TaskRunCache(
      maximumKeyLength: limits.cacheKeyCharacters, state: reader.isAtEnd ? nil : try reader.state())
  }

  /// Takes a proposal through the rules.
  func decide(
    _ proposal: StateCreate, isForced: Bool, at now: Timestamp, client: ClientVersions
  ) -> TaskRunTransition {
    var subject = TaskRunSubject(
      id: run.id, flowRunID: run.flowRunID, policy: run.empiricalPolicy, flowRunState: flowRunState,
      flowRunRunCountNow: flowRunRunCount ?? run.flowRunRunCount, flowRunRunCount: run.flowRunRunCount,
      runCount: run.runCount, slots: slots)
    subject.cache = cache
    let transition = TaskRunTransition(
      from: run.state, to: proposal.state(id: .timeOrdered(at: now), at: now), subject: subject,
      timing: RunTiming(
        runCount: run.runCount, expectedStartTime: run.expectedStartTime,
        nextScheduledStartTime: run.nextScheduledStartTime, startTime: run.startTime, endTime: run.endTime,
        totalRunTime: run.totalRunTime),
      now: now, client: client)
    let policy: Policy<TaskRunSubject> =
      if proposal.details.deferred == true { .backgroundTask } else if isForced { .minimalTask } else { .coreTask }
    return policy.decide(transition, global: .globalTask)
  }
}
