internal import Values

/// Decides which connection takes which request, and what becomes of both; does nothing itself.
///
///     connection:  waiting ⇄ connecting → ready → draining → gone
///     request:     queued ⇄ on a connection → gone
///
/// Moments are spans since any fixed origin.
struct UpstreamPool {
  typealias ConnectionID = Int
  typealias CallID = Int

  enum Action: Equatable {
    case connect(ConnectionID, UpstreamAddress)
    /// Call `backOffEnded` after the time.
    case wait(ConnectionID, Duration)
    /// Close a connection, whatever its state.
    case close(ConnectionID)
    case start(CallID, on: ConnectionID)
    case fail(CallID, UpstreamError)
    /// Look the name up soon.
    case resolve
  }

  /// How a request's time on a connection ended.
  enum StreamOutcome: Equatable {
    /// With an answer, or an error that a repetition does not help.
    case settled
    /// The peer has not seen the request, or says that it did not act on it.
    case notProcessed
    /// The connection broke.
    case lost
  }

  private struct Connection {
    enum State { case waiting, connecting, ready, draining }

    let id: ConnectionID
    let address: UpstreamAddress
    var state: State
    var inFlight = 0
    var limit = 0
    /// Attempts in a row that came to nothing.
    var failures = 0
    var readyAt: Duration = .zero
  }

  private struct Call {
    let repeatable: Bool
    var attempts = 0
  }

  private let configuration: UpstreamConfiguration
  private var connections: [Connection] = []
  private var calls: [CallID: Call] = [:]
  private var queue: [CallID] = []
  private var nextConnection = 0
  private var turn = 0
  private var wasResolved = false

  init(configuration: UpstreamConfiguration) {
    self.configuration = configuration
  }

  var isAvailable: Bool { connections.contains { $0.state == .ready } }
  var callCount: Int { calls.count }
  var queuedCount: Int { queue.count }

  /// Whether a request without a free stream may hope for one soon: a look-up or a connection attempt that has not
  /// failed more than once in a row is under way, or a connection is busy.
  private var hasHope: Bool {
    !wasResolved
      || connections.contains { connection in
        switch connection.state {
        case .ready: true
        case .connecting, .waiting: connection.failures <= 1
        case .draining: false
        }
      }
  }

  // MARK: Addresses

  /// Takes the outcome of a look-up; nil or nothing found leaves the known addresses as they are.
  mutating func resolved(_ found: [UpstreamAddress]?) -> [Action] {
    wasResolved = true
    guard let found, !found.isEmpty else { return failHopeless() }
    var actions: [Action] = []
    for index in connections.indices.reversed() where !found.contains(connections[index].address) {
      actions += retire(at: index)
    }
    for address in found {
      let kept = connections.count { $0.address == address && $0.state != .draining }
      for _ in kept..<max(kept, configuration.connectionsPerAddress) {
        actions.append(connect(to: address, failures: 0))
      }
    }
    return actions + failHopeless()
  }

  private mutating func connect(to address: UpstreamAddress, failures: Int) -> Action {
    let id = nextConnection
    nextConnection += 1
    connections.append(Connection(id: id, address: address, state: .connecting, failures: failures))
    return .connect(id, address)
  }

  /// Gives a connection no more requests, and closes it when it has none.
  private mutating func retire(at index: Int) -> [Action] {
    connections[index].state = .draining
    guard connections[index].inFlight == 0 else { return [] }
    return [.close(connections.remove(at: index).id)]
  }

  // MARK: Connections

  /// The peer of a connection allows `limit` streams; the first time, the connection is ready.
  mutating func allowed(_ id: ConnectionID, streams limit: Int, now: Duration) -> [Action] {
    guard let index = index(of: id) else { return [] }
    connections[index].limit = limit
    if connections[index].state == .connecting {
      connections[index].state = .ready
      connections[index].readyAt = now
    }
    return dispatch()
  }

  /// The peer takes no new streams on a connection.
  mutating func goingAway(_ id: ConnectionID, now: Duration, jitter: Double) -> [Action] {
    guard let index = index(of: id), connections[index].state != .draining else { return [] }
    let gone = connections[index]
    return retire(at: index) + replace(gone, now: now, jitter: jitter) + failHopeless()
  }

  /// A connection is gone, or an attempt failed. To be told before the outcomes of its requests.
  mutating func closed(_ id: ConnectionID, now: Duration, jitter: Double) -> [Action] {
    guard let index = index(of: id) else { return [] }
    let gone = connections.remove(at: index)
    guard gone.state != .draining else { return [] }
    return replace(gone, now: now, jitter: jitter) + failHopeless()
  }

  mutating func backOffEnded(_ id: ConnectionID) -> [Action] {
    guard let index = index(of: id), connections[index].state == .waiting else { return [] }
    connections[index].state = .connecting
    return [.connect(id, connections[index].address)]
  }

  private mutating func replace(_ gone: Connection, now: Duration, jitter: Double) -> [Action] {
    if gone.state == .ready, now - gone.readyAt >= configuration.stableAfter {
      return [connect(to: gone.address, failures: 0), .resolve]
    }
    let failures = gone.failures + 1
    let id = nextConnection
    nextConnection += 1
    connections.append(Connection(id: id, address: gone.address, state: .waiting, failures: failures))
    let full = min(configuration.maximumBackOff, configuration.backOff * (1 << min(failures - 1, 16)))
    return [.wait(id, full * (0.5 + jitter / 2)), .resolve]
  }

  private func index(of id: ConnectionID) -> Int? {
    connections.firstIndex { $0.id == id }
  }

  // MARK: Requests

  mutating func submit(_ call: CallID, repeatable: Bool) -> [Action] {
    if queue.isEmpty, let index = pick(avoiding: nil) {
      calls[call] = Call(repeatable: repeatable)
      return [start(call, at: index)]
    }
    guard hasHope else { return [.fail(call, .unavailable)] }
    guard queue.count < configuration.maximumQueued else { return [.fail(call, .overloaded)] }
    calls[call] = Call(repeatable: repeatable)
    queue.append(call)
    return []
  }

  /// Forgets a request whose caller does not wait any more; its stream still counts until `ended`.
  mutating func abandon(_ call: CallID) {
    guard calls.removeValue(forKey: call) != nil else { return }
    if let index = queue.firstIndex(of: call) { queue.remove(at: index) }
  }

  /// A request's stream ended. Returns how the request goes on; nothing about a settled or abandoned one.
  mutating func ended(_ call: CallID, on id: ConnectionID, _ outcome: StreamOutcome) -> [Action] {
    var actions: [Action] = []
    if let index = index(of: id) {
      connections[index].inFlight -= 1
      if outcome == .settled { connections[index].failures = 0 }
      if connections[index].state == .draining { actions += retire(at: index) }
    }
    if let state = calls[call] {
      let retries = outcome == .notProcessed || outcome == .lost && state.repeatable
      if retries, state.attempts < configuration.maximumAttempts {
        actions += again(call, avoiding: id)
      } else {
        calls[call] = nil
        if outcome != .settled { actions.append(.fail(call, outcome == .lost ? .connectionLost : .unavailable)) }
      }
    }
    return actions + dispatch()
  }

  private mutating func again(_ call: CallID, avoiding id: ConnectionID) -> [Action] {
    if let index = pick(avoiding: id) ?? pick(avoiding: nil) { return [start(call, at: index)] }
    guard hasHope else {
      calls[call] = nil
      return [.fail(call, .unavailable)]
    }
    queue.insert(call, at: 0)
    return []
  }

  private mutating func dispatch() -> [Action] {
    var actions: [Action] = []
    while let call = queue.first, let index = pick(avoiding: nil) {
      queue.removeFirst()
      actions.append(start(call, at: index))
    }
    return actions
  }

  private mutating func start(_ call: CallID, at index: Int) -> Action {
    connections[index].inFlight += 1
    calls[call]?.attempts += 1
    return .start(call, on: connections[index].id)
  }

  /// The ready connection with a free stream and the fewest in flight; those with as few take turns.
  private mutating func pick(avoiding avoided: ConnectionID?) -> Int? {
    var best: Int?
    for offset in connections.indices {
      let index = (turn + offset) % connections.count
      let connection = connections[index]
      guard connection.state == .ready, connection.inFlight < connection.limit, connection.id != avoided else {
        continue
      }
      if let known = best, connections[known].inFlight <= connection.inFlight { continue }
      best = index
    }
    if let best { turn = best + 1 }
    return best
  }

  private mutating func failHopeless() -> [Action] {
    guard !queue.isEmpty, !hasHope else { return [] }
    let waiting = queue
    queue = []
    for call in waiting { calls[call] = nil }
    return waiting.map { .fail($0, .unavailable) }
  }

  // MARK: End

  /// Gives up all connections.
  mutating func closeAll() -> [Action] {
    defer { connections = [] }
    return connections.map { .close($0.id) }
  }
}
