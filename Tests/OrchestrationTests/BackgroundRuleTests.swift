import Models
import Testing
import Values

@testable import Orchestration

@Suite struct BackgroundRuleTests {
  private func decide(
    _ from: StateType?, _ to: StateType, _ change: (inout TaskProposal) -> Void = { _ in }
  ) -> TaskRunTransition {
    TaskProposal(from, to) {
      $0.to.details.deferred = true
      change(&$0)
    }.decided(by: .backgroundTask)
  }

  @Test(
    "What is scheduled waits for a worker, retries before the others",
    arguments: [nil, .pending, .running, .failed] as [StateType?])
  func queues(from: StateType?) {
    #expect(decide(from, .scheduled).subject.queue == .scheduled)
    #expect(decide(from, .scheduled) { $0.to.name = "Late" }.subject.queue == .scheduled)
    #expect(decide(from, .scheduled) { $0.to.name = "AwaitingRetry" }.subject.queue == .retry)
  }

  @Test("What is refused, is not scheduled or is no background run waits for no worker")
  func doesNotQueue() {
    #expect(decide(.scheduled, .pending).subject.queue == nil)
    #expect(decide(.scheduled, .scheduled) { $0.to.details.deferred = false }.subject.queue == nil)
    #expect(
      TaskProposal(nil, .scheduled) { $0.to.details.deferred = true }.decided(by: .minimalTask).subject.queue == nil)
  }

  @Test("A failed run's own retry waits for no worker: the one that has the run tries it again")
  func keepsRetries() {
    let outcome = decide(.running, .failed) {
      $0.policy.retries = 1
      $0.runCount = 1
    }
    #expect(outcome.proposed?.name == "AwaitingRetry")
    #expect(outcome.proposed?.details.deferred == false)
    #expect(outcome.subject.queue == nil)
  }

  @Test("Of all that want to start a background run one gets it")
  func startsOnce() {
    for type in [StateType.pending, .running, .cancelling, .cancelled] {
      #expect(
        decide(type, .pending).details
          == .abort(reason: "This run is in a \(type.rawValue) state and cannot transition to a PENDING state."))
    }
    #expect(decide(.pending, .pending) { $0.to.name = "Submitting" }.status == .accept)
    #expect(decide(.scheduled, .pending).status == .accept)
  }

  @Test("The parameters go along to pending and running, unless others are given")
  func carriesParameters() {
    let (mine, other) = (UUID.random(), UUID.random())
    for (from, to) in [(StateType.scheduled, StateType.pending), (.pending, .running), (.scheduled, .running)] {
      #expect(decide(from, to) { $0.from?.details.taskParametersID = mine }.proposed?.details.taskParametersID == mine)
      let given = decide(from, to) {
        $0.from?.details.taskParametersID = mine
        $0.to.details.taskParametersID = other
      }
      #expect(given.proposed?.details.taskParametersID == other)
    }
    #expect(
      decide(.running, .running) { $0.from?.details.taskParametersID = mine }.proposed?.details.taskParametersID == nil)
  }
}
