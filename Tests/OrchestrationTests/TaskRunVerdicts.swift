import Models
import Values

@testable import Orchestration

/// A proposal to a task run without a flow run, and what the rules make of it.
struct TaskProposal: Sendable {
  var from: State?
  var to: State
  var policy = TaskRunPolicy()
  var runCount = 0
  var cache = TaskRunCache()

  init(_ initial: StateType?, _ proposed: StateType, change: (inout TaskProposal) -> Void = { _ in }) {
    from = initial.map { Proposal.state($0, secondsAgo: 60) }
    to = Proposal.state(proposed)
    change(&self)
  }

  func decided(by rules: Policy<TaskRunSubject> = .coreTask) -> TaskRunTransition {
    var subject = TaskRunSubject(
      id: .random(), flowRunID: nil, policy: policy, flowRunState: nil, flowRunRunCountNow: 0, flowRunRunCount: 0,
      runCount: runCount)
    subject.cache = cache
    return rules.decide(
      TaskRunTransition(
        from: from, to: to, subject: subject, timing: RunTiming(runCount: runCount), now: Proposal.now,
        client: ClientVersions()),
      global: .globalTask)
  }
}
