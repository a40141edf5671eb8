import JSON
import Models
import Testing
import Values

@testable import Orchestration

@Suite struct FlowRunRuleTests {
  @Test("A transition id that the run's state bears is not taken twice")
  func refusesRepeatedTransition() {
    let id = UUID.random()
    let outcome = Proposal(.pending, .running) {
      $0.from?.details.transitionID = id
      $0.to.details.transitionID = id
    }.decided()
    #expect(outcome.details == .reject(reason: "This run has already made this state transition."))
    #expect(outcome.proposed == nil)
  }

  @Test("A transition id that an earlier state of the run bears is not taken again")
  func refusesLateRepetition() {
    let outcome = Proposal(.completed, .running) {
      $0.to.details.transitionID = .random()
      $0.isTransitionMade = true
    }.decided()
    #expect(outcome.details == .reject(reason: "This run has already made this state transition."))
    #expect(outcome.proposed == nil)
  }

  @Test(
    "A run of a deployment that has ended is not handed out",
    arguments: [StateType.completed, .failed, .crashed])
  func refusesPendingAfterTheEnd(_ type: StateType) {
    let outcome = Proposal(type, .pending) {
      $0.deploymentID = .random()
      $0.slots.isDeploymentThere = true
    }.decided()
    #expect(outcome.details == .abort(reason: "Run is already in terminal state \(type.rawValue)."))
    #expect(Proposal(type, .pending).decided().status == .accept)
  }

  @Test("Of those that want a run only the first gets it", arguments: [StateType.pending, .cancelling, .running])
  func refusesSecondPending(_ type: StateType) {
    let outcome = Proposal(type, .pending).decided()
    let reason =
      type == .cancelling
      ? "Cannot transition flows that are cancelling to a state other than Cancelled."
      : "This run is in a \(type.rawValue) state and cannot transition to a PENDING state."
    #expect(outcome.details == (type == .cancelling ? .reject(reason: reason) : .abort(reason: reason)))
    #expect(outcome.proposed == nil)
  }

  @Test("The holder of a pending run goes on to another stage of it, and keeps time and lease")
  func takesStagesOfPending() {
    let lease = UUID.random()
    let outcome = Proposal(.pending, .pending) {
      $0.from?.details.scheduledTime = Proposal.now
      $0.from?.details.deploymentConcurrencyLeaseID = lease
      $0.to.name = "InfrastructurePending"
    }.decided()
    #expect(outcome.status == .accept)
    #expect(outcome.proposed?.details.scheduledTime == Proposal.now)
    #expect(outcome.proposed?.details.deploymentConcurrencyLeaseID == lease)
  }

  @Test(
    "After the end nothing may be cancelled, paused or crash", arguments: [StateType.cancelling, .paused, .crashed])
  func abortsAfterTheEnd(_ type: StateType) {
    let outcome = Proposal(.failed, type).decided()
    #expect(outcome.details == .abort(reason: "Run is already in terminal state FAILED."))
  }

  @Test("A completed run with a result does not run again, and a result is not overwritten with less")
  func keepsResults() {
    func outcome(_ data: String, to type: StateType, with other: String?, isForced: Bool = false) -> FlowRunTransition {
      Proposal(.completed, type) {
        $0.from?.data = RawJSON(data)
        $0.to.data = other.map { RawJSON($0) }
        $0.isForced = isForced
      }.decided()
    }
    let kept = #"{"type":"result","storage_key":"k"}"#
    let loss = "Cannot overwrite a COMPLETED state that carries persisted result data with one that does not."
    #expect(outcome(kept, to: .running, with: nil).details == .reject(reason: "Run is already COMPLETED."))
    #expect(outcome(kept, to: .completed, with: nil).details == .reject(reason: loss))
    #expect(
      outcome(kept, to: .completed, with: #"{"type":"unpersisted"}"#, isForced: true).details == .reject(reason: loss))
    #expect(outcome(kept, to: .completed, with: kept, isForced: true).status == .accept)
    #expect(outcome(kept, to: .running, with: nil, isForced: true).status == .accept)
    #expect(outcome(#"{"type":"unpersisted"}"#, to: .completed, with: nil).status == .accept)
  }

  @Test("Only a run of a deployment is scheduled again after its end")
  func reschedulesDeployedRuns() {
    #expect(
      Proposal(.failed, .scheduled).decided().details
        == .abort(reason: "Cannot reschedule a run without an associated deployment."))
    let outcome = Proposal(.failed, .scheduled) { $0.deploymentID = .random() }.decided()
    #expect(outcome.status == .accept)
    #expect(outcome.subject.policy.retryType == .reschedule)
  }

  @Test("What nothing runs for is cancelled at once, forced or not", arguments: [false, true])
  func cancelsAtOnce(_ isForced: Bool) {
    let idle = Proposal(.scheduled, .cancelling) { $0.isForced = isForced }.decided()
    #expect(idle.proposed?.type == .cancelled)
    #expect(idle.details == .reject(reason: "Scheduled flow run has no infrastructure to terminate."))
    let suspended = Proposal(.paused, .cancelling) {
      $0.from?.details.pauseReschedule = true
      $0.isForced = isForced
    }.decided()
    #expect(suspended.proposed?.type == .cancelled)
    #expect(suspended.details == .reject(reason: "Suspended flow run has no infrastructure to terminate."))
    let busy = Proposal(.scheduled, .cancelling) {
      $0.infrastructurePID = "host:1"
      $0.isForced = isForced
    }.decided()
    #expect(busy.proposed?.type == .cancelling)
  }

  @Test("The failed tasks of a retried run are left to clients that are not too old for it")
  func retriesFailedTasks() {
    func due(_ api: Version?) -> Timestamp? {
      Proposal(.running, .failed) {
        $0.policy.retries = 1
        $0.policy.retryDelay = 5
        $0.client.api = api
      }.decided().subject.failedTaskRunsDue
    }
    #expect(due(Version(0, 8, 2)) == Proposal.now + .seconds(5))
    #expect(due(Version(0, 8, 3)) == nil)
    #expect(due(nil) == nil)
  }

  @Test("An empty infrastructure id is none")
  func emptyInfrastructure() {
    #expect(Proposal(.scheduled, .cancelling) { $0.infrastructurePID = "" }.decided().proposed?.type == .cancelled)
    #expect(Proposal(.scheduled, .cancelling) { $0.infrastructurePID = "host:1" }.decided().status == .accept)
  }

  @Test("A run without a state may become late")
  func lateFromNothing() {
    #expect(Proposal(nil, .scheduled) { $0.to.name = "Late" }.decided().status == .accept)
  }

  @Test("A policy that does not say whether a run resumes goes on not to say it")
  func leavesResumingUnsaid() {
    #expect(Proposal(.pending, .running) { $0.policy.resuming = nil }.decided().subject.policy.resuming == nil)
    #expect(Proposal(.pending, .running) { $0.policy.resuming = true }.decided().subject.policy.resuming == false)
  }

  @Test("A run waits for its scheduled time in whole seconds")
  func waits() {
    func outcome(inMilliseconds delay: Int64) -> FlowRunTransition {
      Proposal(.scheduled, .running) { $0.from?.details.scheduledTime = Proposal.now + .milliseconds(delay) }.decided()
    }
    #expect(
      outcome(inMilliseconds: 61_400).details == .wait(delaySeconds: 61, reason: "Scheduled time is in the future"))
    #expect(outcome(inMilliseconds: 400).status == .accept)
    #expect(outcome(inMilliseconds: -5000).status == .accept)
  }

  @Test("Only what is scheduled can be late, and only once")
  func marksLate() {
    func outcome(_ type: StateType, name: String? = nil) -> FlowRunTransition {
      Proposal(type, .scheduled) {
        $0.to.name = "Late"
        if let name { $0.from?.name = name }
      }.decided()
    }
    #expect(outcome(.pending).details == .reject(reason: "Only scheduled flows can be marked late."))
    #expect(
      outcome(.scheduled, name: "Late").details == .reject(reason: "This flow run is already marked late."))
    #expect(outcome(.scheduled).status == .accept)
  }

  @Test("A failed run with retries left awaits the next, and is told so, until they are used up")
  func retries() {
    func outcome(runCount: Int) -> FlowRunTransition {
      Proposal(.running, .failed) {
        $0.policy.retries = 1
        $0.policy.retryDelay = 30
        $0.policy.pauseKeys = ["k"]
        $0.timing.runCount = runCount
        $0.to.message = "broken"
      }.decided()
    }
    let first = outcome(runCount: 1)
    #expect(first.details == .reject(reason: "Retrying"))
    #expect(first.proposed?.name == "AwaitingRetry")
    #expect(first.proposed?.message == "broken")
    #expect(first.proposed?.details.scheduledTime == Proposal.now + .seconds(30))
    #expect(first.subject.policy.retryType == .inProcess)
    #expect(first.subject.policy.pauseKeys == [])
    #expect(first.timing.nextScheduledStartTime == Proposal.now + .seconds(30))
    let second = outcome(runCount: 2)
    #expect(second.status == .accept)
    #expect(second.proposed?.type == .failed)
    #expect(second.subject.policy.retryType == nil)
  }
}
