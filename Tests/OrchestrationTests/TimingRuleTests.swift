import Models
import Testing
import Values

@testable import Orchestration

@Suite struct TimingRuleTests {
  @Test("The first time it runs is the start, the time it ends is the end")
  func startsAndEnds() {
    let running = Proposal(.pending, .running).decided()
    #expect(running.timing.startTime == Proposal.now)
    #expect(running.timing.runCount == 1)
    let again = Proposal(.scheduled, .running) {
      $0.timing.startTime = Proposal.now - .seconds(100)
      $0.timing.runCount = 1
    }.decided()
    #expect(again.timing.startTime == Proposal.now - .seconds(100))
    #expect(again.timing.runCount == 2)
    let ended = Proposal(.running, .completed) { $0.timing.startTime = Proposal.now - .seconds(60) }.decided()
    #expect(ended.timing.endTime == Proposal.now)
    #expect(ended.timing.totalRunTime == .seconds(60))
  }

  @Test("A run that ends without having run starts and ends at once, and leaving the end takes that back")
  func endsUnstarted() {
    let ended = Proposal(.pending, .cancelled).decided()
    #expect(ended.timing.startTime == Proposal.now)
    #expect(ended.timing.endTime == Proposal.now)
    let revived = Proposal(.failed, .running) { $0.timing.endTime = Proposal.now }.decided()
    #expect(revived.timing.endTime == nil)
  }

  @Test("A scheduled state says when the run is expected, and leaving it forgets the next time")
  func expects() {
    let time = Proposal.now + .seconds(500)
    let scheduled = Proposal(nil, .scheduled) { $0.to.details.scheduledTime = time }.decided()
    #expect(scheduled.timing.expectedStartTime == time)
    #expect(scheduled.timing.nextScheduledStartTime == time)
    let pending = Proposal(.scheduled, .pending) {
      $0.timing.expectedStartTime = time
      $0.timing.nextScheduledStartTime = time
    }.decided()
    #expect(pending.timing.expectedStartTime == time)
    #expect(pending.timing.nextScheduledStartTime == nil)
  }

  @Test("Two states of a run never bear the same time")
  func keepsTimesApart() {
    let outcome = Proposal(.pending, .running) { $0.from?.timestamp = Proposal.now }.decided()
    #expect(outcome.proposed?.timestamp == Proposal.now + .microseconds(1))
  }

  @Test("The state knows its run")
  func fillsInRun() {
    let parent = UUID.random()
    let outcome = Proposal(.pending, .running) { $0.parentTaskRunID = parent }.decided()
    #expect(outcome.proposed?.details.flowRunID == outcome.subject.id)
    #expect(outcome.proposed?.details.taskRunID == parent)
  }

  @Test(
    "A client's version is three whole numbers",
    arguments: [
      ("0.8.4", Version(0, 8, 4)), ("00.08.04", Version(0, 8, 4)), ("-1.0.0", Version(-1, 0, 0)), ("0.8", nil),
      ("0.8.4.1", nil), ("a.b.c", nil), ("0..4", nil), ("", nil),
    ])
  func readsVersions(_ text: String, _ version: Version?) {
    #expect(Version(text) == version)
  }
}
