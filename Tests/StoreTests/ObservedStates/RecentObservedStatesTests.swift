import Models
import Testing
import Values

@testable import Store

@Suite struct RecentObservedStatesTests {
  private static let states = [
    ObservedState(
      type: .running, name: "Running", firstSeen: Timestamp(microseconds: 1), lastSeen: Timestamp(microseconds: 2))
  ]

  @Test("What took long to find is remembered twenty times as long; what did not is found anew")
  func remembers() {
    let (recent, now) = (RecentObservedStates(), ContinuousClock.now)
    #expect(recent.states(at: now) == nil)
    recent.remember(Self.states, foundAt: now, took: .milliseconds(249))
    #expect(recent.states(at: now) == nil)
    recent.remember(Self.states, foundAt: now, took: .seconds(2))
    #expect(recent.states(at: now + .seconds(39)) == Self.states)
    #expect(recent.states(at: now + .seconds(41)) == nil)
  }
}
