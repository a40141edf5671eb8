/// Divides the connections of a process among its event loops and pools.
///
/// A loop gets all connections that it wants, or none and borrows another loop's: a few loops with enough connections for
/// their kinds of statements are faster than many with one connection each. Only the first loop may get fewer.
struct ConnectionShares: Equatable {
  /// What one pool wants for each loop: the service's own pool first.
  struct Wanted {
    let loops: Int
    let pools: [Int]
    /// Connections that only listen.
    let listeners: Int

    var total: Int { loops * pools.reduce(0, +) + listeners }
  }

  /// Connections of each loop, for each pool.
  private(set) var pools: [[Int]]
  /// Whether there are some to listen with.
  private(set) var isListening = false

  init(_ wanted: Wanted, of granted: Int) {
    pools = wanted.pools.map { _ in Array(repeating: 0, count: wanted.loops) }
    guard let own = wanted.pools.first, wanted.loops > 0 else { return }
    pools[0][0] = min(own, max(1, granted))
    guard granted >= own + wanted.listeners else {
      // Notifications only wake, so they come after what a transaction needs beside the pool.
      isListening = granted >= 3 + wanted.listeners
      if isListening { pools[0][0] = granted - wanted.listeners }
      return
    }
    isListening = true
    var rest = granted - own - wanted.listeners
    for loop in 0..<wanted.loops {
      for pool in pools.indices where pools[pool][loop] == 0 {
        guard rest >= wanted.pools[pool] else { return }
        pools[pool][loop] = wanted.pools[pool]
        rest -= wanted.pools[pool]
      }
    }
  }

  /// How many loops have connections of the service's own pool.
  var ownLoops: Int { pools.first?.count { $0 > 0 } ?? 0 }
}
