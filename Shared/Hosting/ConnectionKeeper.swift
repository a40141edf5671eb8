internal import Observability
internal import Postgres
internal import Reactor
internal import Store
internal import Synchronization

/// Keeps the process's database connections within what the server, the role and the database allow, and divides them
/// among its pools.
final class ConnectionKeeper: Sendable {
  private struct Parts {
    /// The service's own first.
    var pools: [[Database]] = []
    var sizes: [Int] = []
    var hubs: [NotificationHub] = []
  }

  private let loops: [EventLoop]
  private let logger: Logger
  private let parts = Mutex(Parts())

  init(loops: [EventLoop], logger: Logger) {
    self.loops = loops
    self.logger = logger
  }

  /// Before `begin` only.
  func addPool(_ configuration: DatabaseConfiguration) -> [Database] {
    parts.withLock { parts in
      let isFirst = parts.pools.isEmpty
      let databases = loops.enumerated().map { index, loop in
        Database(
          loop: loop, configuration: configuration, logger: logger, isAnnouncing: isFirst && index == 0)
      }
      parts.pools.append(databases)
      parts.sizes.append(configuration.pooledConnections)
      return databases
    }
  }

  func add(_ hub: NotificationHub) {
    parts.withLock { $0.hubs.append(hub) }
  }

  private var wanted: ConnectionShares.Wanted {
    parts.withLock { ConnectionShares.Wanted(loops: loops.count, pools: $0.sizes, listeners: $0.hubs.count) }
  }

  private var open: Int {
    parts.withLock { parts in parts.pools.joined().reduce(0) { $0 + $1.openConnections } }
  }

  /// Connects once: enough to migrate, and to ask how many connections there are.
  func begin() { divide(1) }

  /// Takes connections as far as there are some, until it is cancelled.
  ///
  /// - Parameter onFirst: Called when the first share is taken.
  func keep(on loop: EventLoop, onFirst: () -> Void) async throws {
    let wanted = wanted
    var budget = ConnectionBudget(wanted: wanted.total)
    var isSettled = false
    var isBegun = false
    while true {
      let before = budget.granted
      if let limit = await tightest() {
        budget.update(free: limit.free, allowed: limit.allowed, open: open)
        if budget.granted != before { divide(budget.granted) }
        if !isSettled, budget.granted == before || budget.isComplete {
          isSettled = true
          tell(budget, limit)
        }
      }
      if !isBegun {
        isBegun = true
        onFirst()
      }
      // At another time than the other processes.
      let isChanging = !isSettled || budget.granted < before
      let pause = Duration.milliseconds(Int64.random(in: isChanging ? 500...1_000 : 5_000...8_000))
      try await loop.sleep(for: pause)
    }
  }

  /// The limit with the least left; nil while the database is away.
  private func tightest() async -> ConnectionLimit? {
    guard let database = parts.withLock({ $0.pools.first?.first }) else { return nil }
    do {
      return try await ConnectionLimit.all(of: database).min { $0.free < $1.free }
    } catch {
      logger.debug("connection limits not read: \(error)")
      return nil
    }
  }

  private func divide(_ granted: Int) {
    let shares = ConnectionShares(wanted, of: granted)
    let parts = parts.withLock { $0 }
    guard let own = parts.pools.first, !own.isEmpty else { return }
    let served = max(1, shares.ownLoops)
    for (pool, counts) in zip(parts.pools.indices, shares.pools) {
      for (index, count) in counts.enumerated() {
        // Its own loop's, where that has some; else those of the loops that have.
        let isOwn = pool == 0 && index < served
        let standIn = own[isOwn ? (index + 1) % served : index % served]
        parts.pools[pool][index].resize(to: count, standIn: isOwn && served == 1 ? nil : standIn)
      }
    }
    if shares.isListening {
      for hub in parts.hubs { hub.start() }
    }
  }

  private func tell(_ budget: ConnectionBudget, _ limit: ConnectionLimit) {
    guard !budget.isComplete else { return logger.info("database is ready") }
    logger.warning(
      "fewer database connections than wanted: event loops share them",
      [
        "wanted": .integer(Int64(budget.wanted)), "taken": .integer(Int64(budget.granted)),
        "limit": .text(limit.kind.rawValue), "allowed": .integer(Int64(limit.allowed)),
        "free": .integer(Int64(limit.free)),
      ])
  }
}
