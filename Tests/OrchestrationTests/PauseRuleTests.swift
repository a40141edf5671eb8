import JSON
import Models
import Testing
import Values

@testable import Orchestration

@Suite struct PauseRuleTests {
  private func pause(
    _ initial: StateType?, name: String = "Paused", change: (inout Proposal) -> Void = { _ in }
  ) -> FlowRunTransition {
    Proposal(initial, .paused) {
      $0.to.name = name
      change(&$0)
    }.decided()
  }

  @Test("Only what runs can be paused")
  func pausesWhatRuns() {
    #expect(pause(.running).status == .accept)
    #expect(pause(.pending).details == .reject(reason: "Cannot pause flows that are not currently running."))
    #expect(
      pause(.pending, name: "Suspended").details
        == .reject(reason: "Cannot suspend flows that are not currently running."))
    #expect(pause(nil).details == .abort(reason: "Cannot pause flows with no state."))
  }

  @Test("A pause fires once under each key")
  func firesOnce() {
    let first = pause(.running) { $0.to.details.pauseKey = "a" }
    #expect(first.status == .accept)
    #expect(first.subject.policy.pauseKeys == ["a"])
    let second = pause(.running) {
      $0.to.details.pauseKey = "a"
      $0.policy = first.subject.policy
    }
    #expect(second.details == .reject(reason: "This pause has already fired."))
  }

  @Test("A pause without a key, and the first one of a run whose keys are null, is written down under one")
  func isWrittenDown() {
    let outcome = pause(.running) { $0.policy.pauseKeys = nil }
    #expect(outcome.subject.policy.pauseKeys?.count == 1)
    #expect(outcome.subject.policy.pauseKeys != pause(.running).subject.policy.pauseKeys)
  }

  @Test("A pause that was left too long is told by the name of what was proposed, or by its type when it has none")
  func tellsWhatTimedOut() {
    func leave(_ name: String) -> FlowRunTransition {
      Proposal(.paused, .running) {
        $0.from?.details.pauseTimeout = Timestamp(microseconds: Proposal.now.microseconds - 1)
        $0.to.name = name
      }.decided()
    }
    #expect(leave("Again").proposed?.message == "The flow was again and never resumed.")
    #expect(leave("").proposed?.message == "The flow was running and never resumed.")
    #expect(
      leave("Suspended").details
        == .reject(reason: "The flow run suspend has timed out and can no longer resume."))
  }

  @Test("Only a run of a deployment, and no subflow, leaves its infrastructure for a pause")
  func suspends() {
    func suspend(_ change: @escaping (inout Proposal) -> Void) -> FlowRunTransition {
      pause(.running, name: "Suspended") {
        $0.to.details.pauseReschedule = true
        change(&$0)
      }
    }
    #expect(suspend { _ in }.details == .abort(reason: "Cannot suspend flows without a deployment."))
    #expect(suspend { $0.parentTaskRunID = .random() }.details == .abort(reason: "Cannot suspend subflows."))
    #expect(suspend { $0.deploymentID = .random() }.status == .accept)
  }

  @Test("A paused run goes on, ends or is cancelled, and nothing else")
  func resumes() {
    let resumed = Proposal(.paused, .running).decided()
    #expect(resumed.status == .accept)
    #expect(resumed.subject.policy.resuming == true)
    #expect(
      Proposal(.paused, .pending).decided().details
        == .reject(reason: "This run cannot transition to the StateType.PENDING state from the StateType.PAUSED state.")
    )
    #expect(Proposal(.paused, .cancelling).decided().proposed?.type == .cancelling)
  }

  @Test("A pause has the inputs deleted that an earlier attempt filed under its keys; one that fired before has not")
  func deletesStaleInput() {
    func ask(_ fired: [String]) -> FlowRunTransition {
      pause(.running) {
        $0.to.details.pauseKey = "a"
        $0.to.details.runInputKeyset = RawJSON(#"{"schema": "a-schema", "response": "a-response"}"#)
        $0.policy.pauseKeys = fired
      }
    }
    #expect(ask(["b"]).subject.staleInputKeys == ["a-schema", "a-response"])
    #expect(ask(["a"]).subject.staleInputKeys.isEmpty)
    #expect(pause(.running).subject.staleInputKeys.isEmpty)
  }

  @Test("A paused run that is scheduled starts again, and its pauses fire again; a suspended one passes them")
  func startsAgain() {
    func schedule(isSuspended: Bool = false, api: Version? = nil) -> FlowRunPolicy {
      Proposal(.paused, .scheduled) {
        $0.from?.details.pauseReschedule = isSuspended
        $0.deploymentID = .random()
        $0.policy.pauseKeys = ["a"]
        $0.client.api = api
      }.decided().subject.policy
    }
    let again = schedule()
    #expect(again.resuming == false)
    #expect(again.pauseKeys == [])
    #expect(again.retryType == .reschedule)
    #expect(schedule(api: Version(0, 8, 4)) == again)
    for policy in [schedule(isSuspended: true), schedule(api: Version(0, 8, 3))] {
      #expect(policy.resuming == true)
      #expect(policy.pauseKeys == ["a"])
      #expect(policy.retryType == nil)
    }
  }

  @Test("A pause that was left too long fails the run")
  func timesOut() {
    let outcome = Proposal(.paused, .running) {
      $0.from?.details.pauseTimeout = Proposal.now - .seconds(1)
      $0.to.name = "Resuming"
    }.decided()
    #expect(outcome.proposed?.type == .failed)
    #expect(outcome.proposed?.message == "The flow was resuming and never resumed.")
    #expect(outcome.details == .reject(reason: "The flow run pause has timed out and can no longer resume."))
  }
}
