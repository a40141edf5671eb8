public import Models
internal import Orchestration
internal import Postgres
public import Values

extension Transaction {
  /// Cancels the runs of a deployment that wait for a slot or for another attempt, for there is nobody to run them any more.
  /// What a process does at the moment goes on, and so does its wait for a retry.
  func cancelWaitingRuns(of deployment: UUID, clock: WallClock) async throws {
    let terms = SlotTerms()
    let waiting = try await run(DeploymentStatement.lockWaitingRuns, [.uuid(deployment)])
    // Not before the states that were written while the locks were waited for.
    let now = clock.now()
    for row in waiting {
      var reader = row.reader()
      guard let row = try await run(FlowRunStatement.facts, [.uuid(try reader.uuid())]).first else { continue }
      let facts = try FlowRunFacts(row: row, at: now, terms: terms)
      let outcome = facts.decide(
        .cancelled(withDeployment: deployment), isForced: true, at: now, client: ClientVersions())
      guard let state = outcome.proposed else { continue }
      let (statement, values) = facts.write(outcome, state).statement(slots: outcome.subject.slots.change, terms.wait)
      _ = try await run(statement, values)
    }
  }
}

extension StateCreate {
  /// What becomes of a run that waits when its deployment is deleted, in the words of Prefect's workers.
  public static func cancelled(withDeployment id: UUID) -> StateCreate {
    StateCreate(type: .cancelled, message: "Deployment \(id) no longer exists, cancelled run.")
  }
}
