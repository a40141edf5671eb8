public import Models
public import Orchestration
internal import Postgres
public import Values

extension FlowRunRepository {
  /// Takes a run from a state that it was seen in to another one, as far as a policy lets it. Nothing happens if it has
  /// left that state, or is gone.
  ///
  /// - Parameter cleanup: What a worker is asked for if the proposal is accepted.
  /// - Returns: Whether a state was written.
  public func take(
    _ id: UUID, from stateID: UUID, to proposal: StateCreate, under policy: FlowRunPolicyRules,
    cleanup: WorkerCleanupRequest? = nil
  ) async throws -> Bool {
    for _ in 0..<OptimisticWrite.maximumTries {
      guard let facts = try await factsIfThere(of: id), facts.run.stateID == stateID else { return false }
      let outcome = facts.decide(proposal, under: policy, at: clock.now(), client: ClientVersions())
      guard outcome.proposed != nil else { return false }
      if try await write(outcome, facts, cleanup: outcome.status == .accept ? cleanup : nil) {
        recentRuns.forget(id)
        return true
      }
    }
    throw DatabaseError.conflictRetry("flow run changed its state again and again")
  }
}
