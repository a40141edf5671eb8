internal import Models
internal import Postgres
internal import Values

/// Requests that were sent twice, and of which one arrives when the run is already further: a gateway that was stopped for a
/// while, or a proxy, may deliver it long after its client repeated it by another one.
extension FlowRunRepository {
  /// The facts with whether a proposal was carried out before, if the run has come to where that is possible.
  func recognisingTransition(_ facts: FlowRunFacts, of proposal: StateCreate) async throws -> FlowRunFacts {
    guard facts.mayHaveMadeTransition, let transition = proposal.details.transitionID else { return facts }
    var facts = facts
    let values: [SQLValue] = [.uuid(facts.run.id), .text("\(transition)")]
    facts.isTransitionMade = try await !database.run(FlowRunStatement.transitionMade, values, on: .read).isEmpty
    return facts
  }
}

extension FlowRunFacts {
  /// Whether the run has made transitions that it could make again. On its way from SCHEDULED to the end each comes once, and
  /// the other rules refuse the second; so a life cycle does not pay for this.
  fileprivate var mayHaveMadeTransition: Bool {
    guard let state = run.state else { return false }
    return switch state.type {
    case .scheduled: state.name != "Scheduled" && state.name != "Late"
    case .paused: true
    default: state.type.isFinal
    }
  }
}

extension FlowRunStatement {
  /// A row if a state of a run bears a transition id. Parameters: run, transition id.
  static let transitionMade = Statement(
    "flowRun.transitionMade",
    "SELECT id FROM flow_run_state WHERE flow_run_id = $1 AND state_details ->> 'transition_id' = $2 LIMIT 1",
    isRepeatable: true)
}
