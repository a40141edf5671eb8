internal import Store
internal import Synchronization

/// What waits for one subscriber of a feed: some items, or the word that there were too many to keep.
///
/// The feed offers, one task takes. What was not kept is not lost: the subscriber reads it from the table, from the position
/// before it.
final class Subscription<Item: Sendable>: Sendable {
  enum Delivery: Sendable {
    case items([Item])
    /// From this position on nothing was kept.
    case behind(FeedPosition)
    case closed
  }

  private struct State {
    var items: [Item] = []
    var gap: FeedPosition?
    var isClosed = false
    var taker: UnsafeContinuation<Void, Never>?
  }

  let accepts: @Sendable (Item) -> Bool
  private let limit: Int
  private let state = Mutex(State())

  /// - Parameter limit: How many items are kept; those of one page always are.
  init(limit: Int, accepts: @escaping @Sendable (Item) -> Bool) {
    self.limit = limit
    self.accepts = accepts
  }

  /// Hands over what was committed, of which the subscriber's filter lets some through.
  ///
  /// - Parameter position: Before it.
  /// - Returns: Whether it was kept.
  func offer(_ items: [Item], behind position: FeedPosition) -> Bool {
    let accepted = items.filter(accepts)
    guard !accepted.isEmpty else { return true }
    let (isKept, taker) = state.withLock { state -> (Bool, UnsafeContinuation<Void, Never>?) in
      guard !state.isClosed, state.gap == nil else { return (true, nil) }
      let isKept = state.items.isEmpty || state.items.count + accepted.count <= limit
      if isKept { state.items += accepted } else { state.gap = position }
      defer { state.taker = nil }
      return (isKept, state.taker)
    }
    taker?.resume()
    return isKept
  }

  /// Suspends until there is something to take.
  func next() async -> Delivery {
    while true {
      let delivery = state.withLock { state -> Delivery? in
        if state.isClosed { return .closed }
        if !state.items.isEmpty {
          defer { state.items = [] }
          return .items(state.items)
        }
        return state.gap.map { .behind($0) }
      }
      if let delivery { return delivery }
      await withUnsafeContinuation { continuation in
        let isDue = state.withLock { state in
          let isDue = state.isClosed || !state.items.isEmpty || state.gap != nil
          if !isDue { state.taker = continuation }
          return isDue
        }
        if isDue { continuation.resume() }
      }
    }
  }

  /// Keeps again what is offered from now on.
  func restart() {
    state.withLock { state in
      state.items = []
      state.gap = nil
    }
  }

  /// Ends the taking.
  func close() {
    let taker = state.withLock { state -> UnsafeContinuation<Void, Never>? in
      state.isClosed = true
      state.items = []
      defer { state.taker = nil }
      return state.taker
    }
    taker?.resume()
  }
}
