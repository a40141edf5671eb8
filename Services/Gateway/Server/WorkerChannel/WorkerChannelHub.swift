internal import Hosting
internal import Observability
internal import Postgres
internal import Reactor
internal import Store
internal import Values

/// Tells the connected workers of one event loop what is new for them: that their pool was changed or deleted, and that there is
/// something to clean up.
///
/// It looks when a notification comes, and now and then. A clean-up message goes to a worker that serves its queue, if there is
/// one here, and otherwise to any worker of the pool.
actor WorkerChannelHub {
  /// How many leases a look ends.
  private static let expiryBatch = 100

  private let loop: EventLoop
  private let channel: WorkerChannelRepository
  private let cleanups: WorkerCleanupRepository
  private let metrics: WorkerCleanupMetrics
  private let logger: Logger
  /// The workers of each pool; whoever was given something last comes last.
  private var members: [UUID: [Member]] = [:]
  private var isLooking = false
  private var isLookDue = false

  private struct Member {
    let conversation: WorkerChannelConversation
    /// Nil for one that takes no clean-up messages.
    let recipient: WorkerCleanupRepository.Recipient?
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(
    loop: EventLoop, channel: WorkerChannelRepository, cleanups: WorkerCleanupRepository,
    metrics: WorkerCleanupMetrics, logger: Logger
  ) {
    self.loop = loop
    self.channel = channel
    self.cleanups = cleanups
    self.metrics = metrics
    self.logger = logger
  }

  /// - Parameter recipient: Who clean-up messages are delivered to; nil if it takes none.
  func join(_ conversation: WorkerChannelConversation, pool: UUID, recipient: WorkerCleanupRepository.Recipient?) {
    members[pool, default: []].append(Member(conversation: conversation, recipient: recipient))
    look()
  }

  func leave(_ conversation: WorkerChannelConversation, pool: UUID) {
    members[pool]?.removeAll { $0.conversation === conversation }
    if members[pool]?.isEmpty == true { members[pool] = nil }
  }

  /// Looks what is new. While one look is under way others become one after it.
  func look() {
    guard !members.isEmpty else { return }
    isLookDue = true
    guard !isLooking else { return }
    isLooking = true
    // Unstructured: it outlives the notification that asked for it.
    Task {
      while isLookDue {
        isLookDue = false
        await lookOnce()
      }
      isLooking = false
    }
  }

  private func lookOnce() async {
    let pools = Array(members.keys)
    do throws(DatabaseError) {
      let revisions = try await channel.revisions(pools)
      for pool in pools {
        for member in members[pool] ?? [] { await member.conversation.note(revision: revisions[pool]) }
      }
      let cleaned = members.filter { $0.value.contains { $0.recipient != nil } }.map(\.key)
      guard !cleaned.isEmpty else { return }
      metrics.note(try await cleanups.expire(of: cleaned, limit: WorkerChannelHub.expiryBatch), logger)
      for (pool, kinds) in try await cleanups.waiting(cleaned) {
        while try await dispatchOne(pool, kinds) {}
      }
    } catch {
      // The next look comes by itself.
      logger.debug("changes of work pools can't be read: \(error)")
    }
  }

  /// - Returns: Whether a message was sent to a worker of the pool.
  private func dispatchOne(_ pool: UUID, _ kinds: Set<String>) async throws(DatabaseError) -> Bool {
    for fromAnyQueue in [false, true] {
      for member in members[pool] ?? [] {
        guard let recipient = member.recipient, await member.conversation.takes(kinds),
          let delivery = try await cleanups.claim(for: recipient, fromAnyQueue: fromAnyQueue)
        else { continue }
        guard await member.conversation.deliver(delivery) else { continue }
        if let place = members[pool]?.firstIndex(where: { $0.conversation === member.conversation }) {
          members[pool]?.remove(at: place)
          members[pool]?.append(member)
        }
        return true
      }
    }
    return false
  }
}
