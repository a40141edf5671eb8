internal import HTTP
internal import HeartbeatMonitorClient
internal import Hosting
internal import Models
internal import Observability
internal import Reactor
internal import Store
internal import Values

/// One worker's socket (contract §2.3).
///
///     opening ──hello──► connecting ──ready──► connected ──loss, or closed with a reason──► over
///
/// What must last is in the database: any gateway serves a worker, and one that dies loses nothing.
actor WorkerChannelConversation {
  /// Changes of a pool that come within this time are told together.
  private static let coalescing = Duration.milliseconds(50)

  private let poolName: String
  private let socket: any WebSocket
  private let parts: WorkerChannelParts
  private var rules: WorkerChannelRules?
  private var poolID = UUID(high: 0, low: 0)
  /// What the worker was told of: changes of its pool are found by these.
  private var knownRevision = 0
  private var knownUpdated = Timestamp(microseconds: 0)
  private var isOver = false
  private var snapshotWaiter: UnsafeContinuation<Void, Never>?

  nonisolated var unownedExecutor: UnownedSerialExecutor { parts.loop.asUnownedSerialExecutor() }

  init(pool name: String, socket: any WebSocket, parts: WorkerChannelParts) {
    poolName = name
    self.socket = socket
    self.parts = parts
  }

  /// Returns when the worker is gone or was sent away.
  func run() async {
    guard let hello = await opening(), let connected = await connect(hello) else { return }
    rules = WorkerChannelRules(hello)
    poolID = connected.pool.id
    knownRevision = connected.revision
    knownUpdated = connected.pool.updated
    guard await send(.ready(hello, connected, at: parts.clock.now())) else { return }
    parts.metrics.connected.add()
    async let snapshots: Void = sendSnapshots()
    if connected.isTemplateStored { invalidate(.updated) }
    await parts.hub.join(self, pool: poolID, recipient: hello.recipient(in: connected))
    await read()
    end()
    await parts.hub.leave(self, pool: poolID)
    parts.metrics.connected.subtract()
    await snapshots
  }

  // MARK: Connecting

  private func opening() async -> WorkerHello? {
    let timer = parts.loop.schedule(after: parts.openingTimeout) { [weak self] in
      // Unstructured: the timer's callback is synchronous.
      Task { await self?.close(.protocolError) }
    }
    let message = await socket.receive()
    parts.loop.cancel(timer)
    guard let message, !isOver else { return nil }
    switch WorkerChannelRules.opening(WorkerChannelFrame(message, limits: parts.limits)) {
    case .success(let hello): return hello
    case .failure(let refusal):
      await close(refusal.closing)
      return nil
    }
  }

  private func connect(_ hello: WorkerHello) async -> ConnectedPool? {
    do {
      return try await parts.channel.connect(hello.worker, pool: poolName)
    } catch {
      switch error as? ConnectRefusal {
      case .poolNotFound, .reservedName, .queueNotFound: await close(.authorizationFailed)
      case .templateDefaults: await close(.protocolError)
      case .invalidPool: await close(.transientError)
      case nil:
        parts.logger.warning(
          "worker could not connect", ["work_pool": .text(poolName), "error": .text("\(error)")])
        await close(.transientError)
      }
      return nil
    }
  }

  // MARK: What the worker says

  private func read() async {
    while !isOver, let message = await socket.receive() {
      guard !isOver, let rules else { return }
      switch rules.reaction(to: WorkerChannelFrame(message, limits: parts.limits)) {
      case .record(let heartbeat): await record(heartbeat)
      case .operate(let call): await operate(call)
      case .refuse(let call):
        _ = await send(
          .result(of: call, .unauthorized, reason: "cleanup_delivery_not_accepted", at: parts.clock.now()))
      case .close(let reason): await close(reason)
      }
    }
  }

  /// As `POST …/workers/heartbeat` does.
  private func record(_ heartbeat: WorkerChannelFrame.Heartbeat) async {
    do {
      let isRecorded = try await parts.monitor.record(
        WorkerHeartbeat(name: heartbeat.workerName, intervalSeconds: heartbeat.intervalSeconds), pool: poolName,
        basePath: parts.basePath)
      guard isRecorded, let updated = try await parts.channel.updated(poolID) else {
        return await close(.authorizationFailed)
      }
      if updated != knownUpdated { invalidate(.reconciliation) }
    } catch {
      parts.metrics.heartbeatFailures.add()
      parts.logger.warning(
        "heartbeat of a connected worker could not be recorded",
        ["work_pool": .text(poolName), "worker": .text(heartbeat.workerName), "error": .text("\(error)")])
      await close(.heartbeatFailed)
    }
  }

  private func operate(_ call: WorkerChannelFrame.CleanupCall) async {
    var ending: (status: WorkerCleanupStatus, leaseExpires: Timestamp?) = (.error, nil)
    do {
      ending = try await parts.cleanups.operate(
        call.operation, on: call.messageID, token: call.token, reason: call.reason, workPoolID: poolID)
    } catch {
      parts.logger.error(
        "operation on a clean-up message failed",
        ["message_id": .text("\(call.messageID)"), "error": .text("\(error)")])
    }
    parts.cleanupMetrics.note(
      call.operation, ending.status, message: call.messageID, workPool: poolID, parts.logger)
    let hasRoom = rules?.settle(call.token, ending.status, leaseExpires: ending.leaseExpires) == true
    let isSent = await send(
      .result(of: call, ending.status, leaseExpires: ending.leaseExpires, at: parts.clock.now()))
    if hasRoom, isSent { await parts.hub.look() }
  }

  // MARK: What it is told

  /// Whether it takes one more message of one of these kinds.
  func takes(_ kinds: Set<String>) -> Bool {
    !isOver && rules?.takes(kinds, at: parts.clock.now()) == true
  }

  /// Sends a message that was claimed for it, or gives it back.
  func deliver(_ delivery: WorkerCleanupDelivery) async -> Bool {
    rules?.hold(delivery.token, until: delivery.leaseExpires)
    if await send(.message(delivery, at: parts.clock.now())) {
      parts.cleanupMetrics.delivered.add()
      return true
    }
    do {
      let status = try await parts.cleanups.operate(
        .release, on: delivery.messageID, token: delivery.token, reason: "delivery_failed", workPoolID: poolID
      ).status
      parts.cleanupMetrics.note(.release, status, message: delivery.messageID, workPool: poolID, parts.logger)
    } catch {
      // The lease ends by itself.
      parts.logger.debug("clean-up message could not be released: \(error)")
    }
    return false
  }

  /// - Parameter revision: How often the pool was changed; nil if it is gone.
  func note(revision: Int?) async {
    guard !isOver else { return }
    guard let revision else { return await close(.authorizationFailed) }
    guard revision != knownRevision else { return }
    knownRevision = revision
    invalidate(.updated)
  }

  private func invalidate(_ reason: WorkerChannelRules.SnapshotReason) {
    guard rules?.invalidate(reason) == true else { return }
    resumeSnapshots()
  }

  private func resumeSnapshots() {
    snapshotWaiter?.resume()
    snapshotWaiter = nil
  }

  private func sendSnapshots() async {
    while !isOver {
      if rules?.isSnapshotDue != true { await withUnsafeContinuation { snapshotWaiter = $0 } }
      do {
        try await parts.loop.sleep(for: WorkerChannelConversation.coalescing)
        guard !isOver, let due = rules?.takeSnapshot() else { continue }
        guard let pool = try await parts.channel.pool(poolID) else { return await close(.authorizationFailed) }
        knownUpdated = pool.updated
        let reply = WorkerChannelReply.snapshot(
          of: pool, number: due.number, reason: due.reason.rawValue, at: parts.clock.now())
        if await send(reply) { parts.metrics.snapshots.add() }
      } catch {
        await close(.transientError)
      }
    }
  }

  private func send(_ reply: WorkerChannelReply) async -> Bool {
    guard !isOver else { return false }
    do {
      try await socket.send(text: reply.bytes)
      return true
    } catch {
      end()
      return false
    }
  }

  // MARK: The end

  private func close(_ reason: WorkerChannelClosing) async {
    guard !isOver else { return }
    end()
    parts.metrics.noteClosed(reason)
    await socket.close(code: reason.code, reason: reason.rawValue)
  }

  private func end() {
    isOver = true
    resumeSnapshots()
  }
}
