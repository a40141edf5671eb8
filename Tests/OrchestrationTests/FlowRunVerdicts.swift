import JSON
import Models
import Values

@testable import Orchestration

/// A proposal to a flow run, and what the rules make of it.
struct Proposal: Sendable {
  static let now = Timestamp(microseconds: 1_800_000_000_000_000)

  var from: State?
  var to: State
  var isForced = false
  var deploymentID: UUID?
  var parentTaskRunID: UUID?
  var infrastructurePID: String?
  var policy = FlowRunPolicy()
  var timing = RunTiming()
  var client = ClientVersions()
  var slots = DeploymentSlots()
  var capacity: QueueCapacity?
  var isTransitionMade = false

  /// - Parameter initial: Nil for a run without a state.
  init(_ initial: StateType?, _ proposed: StateType, change: (inout Proposal) -> Void = { _ in }) {
    from = initial.map { Proposal.state($0, secondsAgo: 60) }
    to = Proposal.state(proposed)
    change(&self)
  }

  static func state(_ type: StateType, secondsAgo: Int64 = 0) -> State {
    State(
      id: .random(), type: type, name: type.defaultName,
      timestamp: Timestamp(microseconds: now.microseconds - secondsAgo * 1_000_000))
  }

  func decided() -> FlowRunTransition {
    let transition = FlowRunTransition(
      from: from, to: to,
      subject: FlowRunSubject(
        id: .random(), deploymentID: deploymentID, parentTaskRunID: parentTaskRunID,
        infrastructurePID: infrastructurePID, policy: policy, slots: slots, capacity: capacity,
        isTransitionMade: isTransitionMade),
      timing: timing, now: Proposal.now, client: client)
    return (isForced ? Policy.minimalFlow : .coreFlow).decide(transition, global: .globalFlow)
  }
}

extension RawJSON {
  init(_ text: String) {
    self.init(validated: Array(text.utf8))
  }
}
