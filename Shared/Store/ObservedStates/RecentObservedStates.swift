internal import Models
internal import Synchronization

/// Remembers all observed states for some time, the longer the more it took to find them.
///
/// So a small installation is always told what is true now, and to look is a small part of what a large one's database does.
final class RecentObservedStates: Sendable {
  /// What is found faster is not worth remembering.
  static let leastCost = Duration.milliseconds(250)
  /// How many times as long as they took to find they are remembered.
  static let lifetimePerCost = 20

  private struct Finding {
    var states: [ObservedState]
    var until: ContinuousClock.Instant
  }

  private let last = Mutex<Finding?>(nil)

  /// Nil where they have to be found anew.
  func states(at now: ContinuousClock.Instant) -> [ObservedState]? {
    last.withLock { last in last.flatMap { $0.until > now ? $0.states : nil } }
  }

  func remember(_ states: [ObservedState], foundAt now: ContinuousClock.Instant, took cost: Duration) {
    guard cost >= RecentObservedStates.leastCost else { return }
    last.withLock { $0 = Finding(states: states, until: now + cost * RecentObservedStates.lifetimePerCost) }
  }
}
