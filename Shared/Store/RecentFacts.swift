internal import Synchronization
internal import Values

/// Remembers what was last read or written of objects, so that a change of one that was just here needs no read.
///
/// What is remembered may be out of date. It is good for decisions whose write is guarded by it, and for nothing else.
///
/// Bounded: there are two generations, and the older one is forgotten when the younger one is full.
final class RecentFacts<Facts: Sendable>: Sendable {
  private struct Entry {
    var facts: Facts
    var since: Timestamp
  }

  private struct State {
    var young: [UUID: Entry] = [:]
    var old: [UUID: Entry] = [:]
  }

  private let capacity: Int
  private let lifetime: Duration
  private let state = Mutex(State())

  /// - Parameters:
  ///   - capacity: How many objects are remembered at most.
  ///   - lifetime: How long one is believed.
  init(capacity: Int, lifetime: Duration) {
    self.capacity = max(2, capacity)
    self.lifetime = lifetime
  }

  func facts(of id: UUID, at now: Timestamp) -> Facts? {
    state.withLock { state in
      guard let entry = state.young[id] ?? state.old[id], now - entry.since < lifetime else { return nil }
      return entry.facts
    }
  }

  func remember(_ facts: Facts, of id: UUID, at now: Timestamp) {
    state.withLock { state in
      if state.young.count >= capacity / 2 {
        state.old = state.young
        state.young.removeAll(keepingCapacity: true)
      }
      state.young[id] = Entry(facts: facts, since: now)
      state.old[id] = nil
    }
  }

  func forget(_ id: UUID) {
    state.withLock { state in
      state.young[id] = nil
      state.old[id] = nil
    }
  }

  var count: Int { state.withLock { $0.young.count + $0.old.count } }
}
