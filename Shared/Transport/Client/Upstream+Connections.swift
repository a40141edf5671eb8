internal import Observability
internal import Reactor

extension Upstream: ClientConnectionOwner {
  /// The pool's time.
  var now: Duration { Upstream.origin.duration(to: SuspendingClock.now) }

  /// A fraction that spreads the attempts of many clients.
  var jitter: Double { Double.random(in: 0..<1) }

  private static let origin = SuspendingClock.now

  func connect(_ id: UpstreamPool.ConnectionID, to address: UpstreamAddress) {
    let connection = ClientConnection(
      id: id, address: address, loop: loop, configuration: configuration, owner: self)
    connections[id] = connection
    connection.connect()
  }

  func backOff(_ id: UpstreamPool.ConnectionID, for delay: Duration) {
    backOffs[id] = loop.schedule(after: delay) {
      self.backOffs[id] = nil
      self.perform(self.pool.backOffEnded(id))
    }
  }

  /// Closes a connection that the pool has given up already.
  func drop(_ id: UpstreamPool.ConnectionID) {
    if let timer = backOffs.removeValue(forKey: id) { loop.cancel(timer) }
    connections.removeValue(forKey: id)?.shutDown("not needed any more")
  }

  func connection(_ connection: ClientConnection, did events: [ClientSession.Event]) {
    let id = connection.id
    for event in events {
      switch event {
      case .settings(let maximumStreams): perform(pool.allowed(id, streams: maximumStreams, now: now))
      case .goingAway: perform(pool.goingAway(id, now: now, jitter: jitter))
      case .closed(let call, let end): ended(call, on: id, end)
      case .pong: break
      }
    }
  }

  func connectionClosed(_ connection: ClientConnection, reason: String) {
    connections[connection.id] = nil
    logger.debug(
      "upstream connection closed",
      ["upstream": .text(name), "address": .text("\(connection.address)"), "reason": .text(reason)])
    perform(pool.closed(connection.id, now: now, jitter: jitter))
  }

  // MARK: Addresses

  /// Looks the name up on a thread of its own, and again after the interval.
  func resolve() {
    guard !isResolving, !isShuttingDown, let origin else { return }
    isResolving = true
    if let timer = resolveTimer { loop.cancel(timer) }
    resolveTimer = nil
    let lookup = lookup
    let isRunning = DetachedThread.start { [loop] in
      let found = lookup(origin.host, origin.port)
      loop.execute { self.resolved(found) }
    }
    if !isRunning { resolved(nil) }
  }

  private func resolved(_ found: [UpstreamAddress]?) {
    isResolving = false
    guard !isShuttingDown else { return }
    if found?.isEmpty ?? true {
      logger.warning("name not resolved", ["upstream": .text(name), "host": .text(origin?.host ?? "")])
    }
    lastResolved = now
    scheduleResolve(after: configuration.resolveInterval)
    perform(pool.resolved(found))
  }

  /// Looks the name up earlier than planned, but not more often than the pause allows.
  func resolveSoon() {
    guard !isResolving, !isShuttingDown else { return }
    scheduleResolve(after: max(.zero, configuration.resolvePause - (now - (lastResolved ?? .zero))))
  }

  private func scheduleResolve(after delay: Duration) {
    if let timer = resolveTimer { loop.cancel(timer) }
    resolveTimer = loop.schedule(after: delay) { self.resolve() }
  }

  func stopResolving() {
    if let timer = resolveTimer { loop.cancel(timer) }
    resolveTimer = nil
  }
}
