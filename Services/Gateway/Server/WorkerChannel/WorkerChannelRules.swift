internal import Store
internal import Values

/// What follows from what a connected worker says, and what it has in hand. It does no I/O.
struct WorkerChannelRules: Sendable {
  /// Why a snapshot of the pool is sent.
  enum SnapshotReason: String, Sendable {
    case updated = "work_pool_updated"
    /// A heartbeat found the pool changed in a way that is not told at once.
    case reconciliation = "heartbeat_reconciliation"
  }

  /// What is to be done about a frame.
  enum Reaction: Sendable {
    case record(WorkerChannelFrame.Heartbeat)
    case operate(WorkerChannelFrame.CleanupCall)
    /// The worker gets no clean-up messages, so it can't say anything about them.
    case refuse(WorkerChannelFrame.CleanupCall)
    case close(WorkerChannelClosing)
  }

  let hello: WorkerHello
  private var lastSnapshot = 1
  private var due: SnapshotReason?
  /// The deliveries that the worker has, by their tokens, and until when.
  private var leases: [String: Timestamp] = [:]

  init(_ hello: WorkerHello) {
    self.hello = hello
  }

  /// Whether a worker may go on after its first frame; if not, why it is sent away.
  static func opening(_ frame: WorkerChannelFrame?) -> Result<WorkerHello, Refusal> {
    guard case .hello(let hello) = frame else { return .failure(Refusal(closing: .protocolError)) }
    guard hello.versions.contains(WorkerHello.version) else { return .failure(Refusal(closing: .unsupportedVersion)) }
    return .success(hello)
  }

  struct Refusal: Error, Equatable {
    let closing: WorkerChannelClosing
  }

  /// - Parameter frame: Nil for what no worker may say.
  func reaction(to frame: WorkerChannelFrame?) -> Reaction {
    switch frame {
    case .heartbeat(let heartbeat):
      guard heartbeat.consumerID == hello.consumerID, heartbeat.workerName == hello.workerName else {
        return .close(.protocolError)
      }
      return .record(heartbeat)
    case .cleanup(let call): return hello.acceptsCleanup ? .operate(call) : .refuse(call)
    case .hello, nil: return .close(.protocolError)
    }
  }

  // MARK: Snapshots

  /// A snapshot is due. While one is, a further one takes its place.
  ///
  /// - Returns: Whether none was.
  mutating func invalidate(_ reason: SnapshotReason) -> Bool {
    defer { due = reason }
    return due == nil
  }

  var isSnapshotDue: Bool { due != nil }

  /// Takes the snapshot that is due: its reason and its number.
  mutating func takeSnapshot() -> (reason: SnapshotReason, number: Int)? {
    guard let reason = due else { return nil }
    due = nil
    lastSnapshot += 1
    return (reason, lastSnapshot)
  }

  // MARK: Clean-up messages

  /// Whether the worker takes one more message of one of these kinds.
  mutating func takes(_ kinds: Set<String>, at now: Timestamp) -> Bool {
    guard hello.acceptsCleanup, hello.cleanupKinds.contains(where: { kinds.contains($0.rawValue) }) else {
      return false
    }
    leases = leases.filter { $0.value > now }
    return leases.count < hello.cleanupConcurrency
  }

  mutating func hold(_ token: String, until expiry: Timestamp) { leases[token] = expiry }

  /// Notes how an operation ended.
  ///
  /// - Returns: Whether the worker has room for another message.
  mutating func settle(_ token: String, _ status: WorkerCleanupStatus, leaseExpires: Timestamp?) -> Bool {
    if status == .error { return false }
    if status == .accepted, let leaseExpires {
      if leases[token] != nil { leases[token] = leaseExpires }
      return false
    }
    return leases.removeValue(forKey: token) != nil
  }
}
