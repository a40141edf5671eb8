import Models
import Testing
import Values

@testable import Orchestration

@Suite struct TaskRunRuleTests {
  /// The wait until the next try of a run that fails.
  private func wait(
    beforeTry number: Int, _ delays: [Double], isList: Bool = true, jitter: Double? = nil
  ) -> Duration? {
    let outcome = TaskProposal(.running, .failed) {
      $0.policy = TaskRunPolicy(
        retries: 9, retryDelay: RetryDelay(seconds: delays, isList: isList, isWhole: false), retryJitterFactor: jitter)
      $0.runCount = number
    }.decided()
    return outcome.proposed?.details.scheduledTime.map { $0 - Proposal.now }
  }

  @Test("Each try has its delay, and the tries beyond the list have the last one; no delay is none")
  func delays() {
    #expect(wait(beforeTry: 1, [10, 20]) == .seconds(10))
    #expect(wait(beforeTry: 2, [10, 20]) == .seconds(20))
    #expect(wait(beforeTry: 5, [10, 20]) == .seconds(20))
    #expect(wait(beforeTry: 0, [10, 20]) == .seconds(20))
    #expect(wait(beforeTry: 3, [7], isList: false) == .seconds(7))
    #expect(wait(beforeTry: 1, []) == .zero)
  }

  @Test("Jitter changes a delay, by no more than its factor upwards, and leaves none as it is")
  func jitter() throws {
    let waits = try (0..<64).map { _ in try #require(wait(beforeTry: 1, [100], jitter: 0.25)) }
    #expect(waits.allSatisfy { $0 > .seconds(70) && $0 <= .seconds(125) })
    #expect(Set(waits).count > 32)
    #expect(wait(beforeTry: 1, [], jitter: 0.25) == .zero)
    #expect(wait(beforeTry: 1, [100], jitter: 0) == .seconds(100))
  }

  @Test("A client that says that a failure can't be retried is believed")
  func retriable() {
    let outcome = TaskProposal(.running, .failed) {
      $0.policy.retries = 3
      $0.to.details.retriable = false
    }.decided()
    #expect(outcome.proposed?.type == .failed)
  }

  @Test("A run that is not the first is called so, unless it has no state yet")
  func renamesReruns() {
    #expect(TaskProposal(.pending, .running) { $0.runCount = 1 }.decided().proposed?.name == "Rerunning")
    #expect(TaskProposal(nil, .running) { $0.runCount = 1 }.decided().proposed?.name == "Running")
    #expect(TaskProposal(.pending, .running).decided().proposed?.name == "Running")
  }

  @Test("Of those that serve a background task one gets its run, forced or not", arguments: [false, true])
  func backgroundTasksStartOnce(isForced: Bool) {
    let second = TaskProposal(.pending, .pending) {
      $0.isForced = isForced
      $0.to.details.deferred = true
    }.decided()
    #expect(
      second.details
        == .abort(reason: "This run is in a PENDING state and cannot transition to a PENDING state."))
    #expect(TaskProposal(.pending, .pending).decided().status == .accept)
  }

  @Test("The parameters of a background task stay with its run, and the state of a flow run does not matter to it")
  func keepsParameters() {
    let parameters = UUID.random()
    let outcome = TaskProposal(.pending, .running) {
      $0.from?.details.taskParametersID = parameters
      $0.to.details.deferred = true
      $0.flowRunID = .random()
    }.decided()
    #expect(outcome.status == .accept)
    #expect(outcome.proposed?.details.taskParametersID == parameters)
  }
}
