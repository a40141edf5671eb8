public import Models
public import Orchestration
internal import Postgres
public import Values

extension FlowRunRepository {
  /// Takes a run to a proposed state, as far as the rules let it.
  ///
  /// - Parameter isForced: Only the rules that protect results hold.
  /// - Returns: The verdict, and whether a state was written.
  /// - Throws: `objectNotFound`.
  public func setState(
    _ id: UUID, _ proposal: StateCreate, isForced: Bool = false, client: ClientVersions
  ) async throws -> (result: OrchestrationResult, isWritten: Bool) {
    for _ in 0..<OptimisticWrite.maximumTries {
      guard let row = try await database.run(FlowRunStatement.facts, [.uuid(id)], on: .read).first else {
        throw DomainError.objectNotFound("Flow run with id \(id) not found")
      }
      let now = clock.now()
      let facts = try FlowRunFacts(row: row, at: now)
      let outcome = facts.decide(proposal, isForced: isForced, at: now, client: client)
      guard try await write(outcome, facts) else { continue }
      var state = outcome.proposed ?? facts.run.state
      // What describes an artifact is kept with it, not in the state's data.
      if let written = outcome.proposed, let result = StateResult(of: written) { state?.data = result.data }
      return (
        OrchestrationResult(state: state, status: outcome.status, details: outcome.details), outcome.proposed != nil
      )
    }
    throw DatabaseError.conflictRetry("flow run changed its state again and again")
  }

  /// - Returns: False when the run has another state by now.
  private func write(_ outcome: FlowRunTransition, _ facts: FlowRunFacts) async throws -> Bool {
    guard let state = outcome.proposed else {
      guard outcome.subject.policy != facts.run.empiricalPolicy else { return true }
      let rows = try await database.run(
        FlowRunStatement.updatePolicy,
        [
          .uuid(facts.run.id), .uuid(facts.run.stateID), .jsonb(outcome.subject.policy.json),
          .timestamp(outcome.now),
        ], on: .key(facts.run.id))
      return !rows.isEmpty
    }
    let write = facts.write(outcome, state)
    do throws(DatabaseError) {
      let rows = try await database.run(
        FlowRunStatement.transition, FlowRunWrite.proposalValues([write]) + FlowRunWrite.branchValues([write]),
        on: .key(facts.run.id))
      return !rows.isEmpty
    } catch {
      // Another state of the run bears the same microsecond; the next try has another.
      if case .constraint(.unique, "uq_flow_run_state__flow_run_id_timestamp_desc", _) = error { return false }
      throw error
    }
  }
}
