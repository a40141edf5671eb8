import JSON
import Models
import Testing
import Triggers
import Values

@testable import SchedulerService

@Suite("What stops automations that feed themselves")
struct LoopGuardTests {
  private static let now = ActionBench.moment

  private func automation(_ id: UInt64) throws -> LoadedAutomation {
    let trigger = RawJSON(
      validated: Array(#"{"type":"event","id":"\#(UUID(high: 2, low: id))","posture":"Reactive"}"#.utf8))
    return try #require(
      LoadedAutomation(
        Automation(
          id: UUID(high: 1, low: id), created: Self.now, updated: Self.now, name: "a", about: "", isEnabled: true,
          tags: [], trigger: trigger, actions: .emptyArray, actionsOnTrigger: .emptyArray,
          actionsOnResolve: .emptyArray)))
  }

  private func firing(_ automation: LoadedAutomation, by event: Event) -> Firing {
    Firing(
      id: .random(), trigger: automation.trigger, triggered: Self.now, event: ReceivedEvent(event, received: Self.now))
  }

  @Test("Automations that fire one another in turn are stopped, however many are between")
  func circle() throws {
    let circle = try (0..<3).map { try automation(UInt64($0)) }
    var (loops, event) = (
      LoopGuard(limit: 5), Event(occurred: Self.now, event: "x", resource: Resource(id: "r"), id: .random())
    )
    var rounds = 0
    while rounds < 100 {
      let automation = circle[rounds % circle.count]
      let firing = firing(automation, by: event)
      guard loops.admits(firing, of: automation, at: Self.now) else { break }
      event = try #require(FiringOutcome(firing, of: automation, makeID: UUID.random).events.first)
      rounds += 1
    }
    // The first firing of each has another cause.
    #expect(rounds == 3 + 3 * 5)
  }

  @Test("Automations that others fire, and that fire none of these, are not stopped")
  func chain() throws {
    let (first, second) = (try automation(1), try automation(2))
    var loops = LoopGuard(limit: 5)
    for _ in 0..<100 {
      let cause = Event(occurred: Self.now, event: "x", resource: Resource(id: "r"), id: .random())
      let firing = firing(first, by: cause)
      let event = try #require(FiringOutcome(firing, of: first, makeID: UUID.random).events.first)
      let isFirstAdmitted = loops.admits(firing, of: first, at: Self.now)
      let isSecondAdmitted = loops.admits(self.firing(second, by: event), of: second, at: Self.now)
      #expect(isFirstAdmitted && isSecondAdmitted)
    }
  }
}
