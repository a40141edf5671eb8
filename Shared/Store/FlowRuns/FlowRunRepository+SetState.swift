public import Models
public import Orchestration
internal import Postgres
public import Values

extension FlowRunRepository {
  /// Takes a run to a proposed state, as far as the rules let it.
  ///
  /// - Parameters:
  ///   - isForced: Only the rules that protect results hold.
  ///   - stateID: The id of the state that is written, for a caller that may ask twice; by default a new one.
  ///   - response: An input that is kept with the state if the proposal is accepted.
  /// - Returns: The verdict, and whether a state was written.
  /// - Throws: `objectNotFound`.
  public func setState(
    _ id: UUID, _ proposal: StateCreate, isForced: Bool = false, stateID: UUID? = nil, response: FlowRunInput? = nil,
    client: ClientVersions
  ) async throws -> (result: OrchestrationResult, isWritten: Bool) {
    var remembered = recentRuns.facts(of: id, at: clock.now()).flatMap { $0.holds(for: proposal) ? $0 : nil }
    for _ in 0..<OptimisticWrite.maximumTries {
      let isRemembered = remembered != nil
      var facts = if let remembered { remembered } else { try await facts(of: id) }
      if !isForced {
        facts = try await countingCapacity(facts, for: proposal)
        facts = try await recognisingTransition(facts, of: proposal)
      }
      remembered = nil
      let outcome = facts.decide(proposal, id: stateID, isForced: isForced, at: clock.now(), client: client)
      // A verdict that writes nothing has no guard: it takes facts that are fresh.
      if isRemembered, outcome.proposed == nil { continue }
      try await retryFailedTaskRuns(outcome, facts)
      guard try await write(outcome, facts, outcome.status == .accept ? response : nil) else {
        recentRuns.forget(id)
        continue
      }
      var state = outcome.proposed ?? facts.run.state
      // What describes an artifact is kept with it, not in the state's data.
      if let written = outcome.proposed, let result = StateResult(of: written) { state?.data = result.data }
      if let written = outcome.proposed { remember(facts, outcome, written) }
      return (
        OrchestrationResult(state: state, status: outcome.status, details: outcome.details), outcome.proposed != nil
      )
    }
    throw DatabaseError.conflictRetry("flow run changed its state again and again")
  }

  private func facts(of id: UUID) async throws -> FlowRunFacts {
    guard let facts = try await factsIfThere(of: id) else {
      throw DomainError.objectNotFound("Flow run with id \(id) not found")
    }
    return facts
  }

  /// What a transition of a run is decided on; nil for a run that is not there.
  func factsIfThere(of id: UUID) async throws -> FlowRunFacts? {
    try await database.run(FlowRunStatement.facts, [.uuid(id)], on: .read).first.map { row in
      try FlowRunFacts(row: row, at: clock.now(), terms: terms)
    }
  }

  /// Keeps what a run is like after a write.
  func remember(_ facts: FlowRunFacts, _ outcome: FlowRunTransition, _ state: State) {
    guard let facts = facts.after(outcome, state) else { return recentRuns.forget(facts.run.id) }
    recentRuns.remember(facts, of: facts.run.id, at: outcome.now)
  }

  /// - Returns: False when the run is no longer as it was decided on.
  func write(
    _ outcome: FlowRunTransition, _ facts: FlowRunFacts, _ response: FlowRunInput? = nil,
    cleanup: WorkerCleanupRequest? = nil
  ) async throws -> Bool {
    guard let state = outcome.proposed else {
      guard outcome.subject.policy != facts.run.empiricalPolicy else { return true }
      let rows = try await database.run(
        FlowRunStatement.updatePolicy,
        [
          .uuid(facts.run.id), .timestamp(facts.run.updated), .jsonb(outcome.subject.policy.json),
          .timestamp(outcome.now),
        ], on: .key(facts.run.id))
      return !rows.isEmpty
    }
    let write = facts.write(outcome, state)
    let (statement, values) = write.statement(slots: outcome.subject.slots.change, terms.wait)
    do {
      if response == nil, cleanup == nil, !outcome.subject.takesCapacity {
        return try await !database.run(statement, values, on: .key(facts.run.id)).isEmpty
      }
      return try await database.transaction { transaction in
        guard try await transaction.hasRoom(for: outcome), try await !transaction.run(statement, values).isEmpty
        else { return false }
        if let response { try await transaction.keep(response) }
        if let cleanup { try await transaction.enqueue(cleanup, of: facts.run.id, endedBy: state.id) }
        return true
      }
    } catch DatabaseError.constraint(.unique, "uq_flow_run_state__flow_run_id_timestamp_desc", _) {
      // Another state of the run bears the same microsecond; the next try has another.
      return false
    }
  }
}
