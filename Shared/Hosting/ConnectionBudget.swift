/// How many database connections a process may have. It knows nothing of the other processes but how many connections
/// the server has left.
///
/// It grows by a quarter of what is free, so that four services that start together don't take more than there is, and
/// leaves a reserve for those that come later and for transactions. When the reserve is used up it gives some back.
struct ConnectionBudget {
  /// With fewer a transaction may wait for a connection that the same process holds.
  static let least = 2

  let wanted: Int
  private(set) var granted = 1

  var isComplete: Bool { granted >= wanted }

  /// - Parameters:
  ///   - free: Connections that the server has left.
  ///   - allowed: Connections that all clients may have together.
  ///   - open: Connections that this process has; fewer than it may have where the server refused some.
  mutating func update(free: Int, allowed: Int, open: Int) {
    let reserve = max(2, allowed / 10)
    let least = min(wanted, ConnectionBudget.least)
    if granted < least {
      granted += min(free, least - granted)
    } else if free < reserve / 2 {
      let held = min(granted, open)
      granted = max(least, held - max(1, held / 4))
    }
    if free > reserve { granted = min(wanted, granted + (free - reserve) / 4) }
  }
}
