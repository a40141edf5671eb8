import Models
import Testing
import Values

@testable import Orchestration

@Suite("Slots of tags")
struct TagSlotRuleTests {
  private func limit(_ tag: String, _ limit: Int, occupied: Int = 0, isActive: Bool = true, occupancy: Double = 2)
    -> TagSlots.Limit
  {
    .init(
      id: .random(), tag: tag, isActive: isActive, limit: limit, occupied: occupied, averageOccupancySeconds: occupancy)
  }

  private func decided(_ slots: TagSlots, _ initial: StateType?, _ proposed: StateType, isForced: Bool = false)
    -> TaskRunTransition
  {
    let transition = TaskRunTransition(
      from: initial.map { Proposal.state($0, secondsAgo: 60) }, to: Proposal.state(proposed),
      subject: TaskRunSubject(
        id: .random(), flowRunID: nil, policy: TaskRunPolicy(), flowRunState: nil, flowRunRunCountNow: 0,
        flowRunRunCount: 0, runCount: 0, slots: slots),
      timing: RunTiming(), now: Proposal.now, client: ClientVersions())
    return (isForced ? Policy.minimalTask : .coreTask).decide(transition, global: .globalTask)
  }

  @Test("A task run takes a slot of every active limit of its tags")
  func takes() {
    let slots = TagSlots(limits: [limit("a", 1), limit("b", 0, isActive: false), limit("c", -1), limit("d", 2)])
    let outcome = decided(slots, .pending, .running)
    #expect(outcome.status == .accept)
    #expect(
      outcome.subject.slots.change
        == .take(limits: [slots.limits[0].id, slots.limits[3].id], legacy: [], lease: slots.newLease))
    #expect(decided(TagSlots(), .pending, .running).subject.slots.change == .none)
    #expect(decided(slots, .pending, .running, isForced: true).subject.slots.change == .none)
  }

  @Test("A limit of zero aborts before anything is taken")
  func aborts() {
    let reason = "The concurrency limit on tag \"b\" is 0 and will deadlock if the task tries to run again."
    for slots in [
      TagSlots(limits: [limit("a", 1), limit("b", 0)]),
      TagSlots(legacy: [
        .init(id: .random(), tag: "a", limit: 1, occupied: 1), .init(id: .random(), tag: "b", limit: 0),
      ]),
    ] {
      let outcome = decided(slots, .pending, .running)
      #expect(outcome.details == .abort(reason: reason))
      #expect(outcome.subject.slots.change == .none)
    }
  }

  @Test("Without a free slot the run waits about as long as a slot of the fullest limit is occupied")
  func waits() {
    func delay(_ limits: [TagSlots.Limit], at chance: Double) -> StateResponseDetails {
      decided(TagSlots(limits: limits, chance: chance), .pending, .running).details
    }
    let limits = [limit("a", 10, occupied: 5, occupancy: 9), limit("b", 1, occupied: 1, occupancy: 4)]
    let reason = "Concurrency limit reached for tags: a, b"
    #expect(delay(limits, at: 0) == .wait(delaySeconds: 3, reason: reason))
    #expect(delay(limits, at: 1) == .wait(delaySeconds: 5, reason: reason))
    // Nobody waits longer than the settings say, but for the spread.
    let slow = [limit("a", 1, occupied: 1, occupancy: 500)]
    #expect(delay(slow, at: 1) == .wait(delaySeconds: 13, reason: "Concurrency limit reached for tags: a"))
  }

  @Test("Older limits count as soon as one of their tags has no other")
  func countsLegacy() {
    let old = [TagSlots.LegacyLimit(id: .random(), tag: "a", limit: 1, occupied: 1)]
    let covered = decided(TagSlots(limits: [limit("a", 1)], legacy: old), .pending, .running)
    #expect(covered.status == .accept)
    for slots in [TagSlots(limits: [limit("a", 1, isActive: false)], legacy: old), TagSlots(legacy: old)] {
      #expect(
        decided(slots, .pending, .running).details
          == .wait(delaySeconds: 10, reason: "Concurrency limit for the a tag has been reached"))
    }
  }

  @Test(
    "A task run that does not run gives everything back, forced or not",
    arguments: [StateType.completed, .scheduled, .pending, .paused, .failed], [true, false])
  func releases(_ type: StateType, _ isForced: Bool) {
    let slots = TagSlots(limits: [limit("a", 1, isActive: false)])
    let outcome = decided(slots, .running, type, isForced: isForced)
    #expect(outcome.subject.slots.change == .release(limits: slots.limits.map(\.id), legacy: []))
    #expect(decided(slots, .running, .cancelling, isForced: isForced).subject.slots.change == .none)
  }
}
