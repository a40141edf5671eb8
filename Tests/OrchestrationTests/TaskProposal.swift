import Models
import Values

@testable import Orchestration

/// A proposal to a task run, and what the rules make of it.
struct TaskProposal: Sendable {
  var from: State?
  var to: State
  var isForced = false
  var flowRunID: UUID?
  var flowRunState: State?
  var policy = TaskRunPolicy()
  var runCount = 0
  var cache = TaskRunCache()

  init(_ initial: StateType?, _ proposed: StateType, change: (inout TaskProposal) -> Void = { _ in }) {
    from = initial.map { Proposal.state($0, secondsAgo: 60) }
    to = Proposal.state(proposed)
    change(&self)
  }

  /// - Parameter rules: The policy that the API takes for such a proposal when nil.
  func decided(by rules: Policy<TaskRunSubject>? = nil) -> TaskRunTransition {
    var subject = TaskRunSubject(
      id: .random(), flowRunID: flowRunID, policy: policy, flowRunState: flowRunState, flowRunRunCountNow: 1,
      flowRunRunCount: 1, runCount: runCount)
    subject.cache = cache
    let usual: Policy<TaskRunSubject> =
      if to.details.deferred == true { .backgroundTask } else if isForced { .minimalTask } else { .coreTask }
    return (rules ?? usual).decide(
      TaskRunTransition(
        from: from, to: to, subject: subject, timing: RunTiming(runCount: runCount), now: Proposal.now,
        client: ClientVersions()),
      global: .globalTask)
  }
}
