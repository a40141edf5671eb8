internal import Models
internal import Observability
internal import Postgres
internal import Reactor
internal import Store
internal import Values

/// Takes the events of one event loop's clients and stores them in flushes: each takes all that came in while the one
/// before was under way, so that the more comes in the larger they get.
///
/// Senders wait while the queue is full, and learn when what they gave is committed. What the database refuses for its
/// content is dropped alone, with a warning; while it is away everything waits.
actor EventIngest {
  private let loop: EventLoop
  private let repository: EventIngestRepository
  private let logger: Logger
  nonisolated let metrics: EventIngestMetrics
  private var queue: EventQueue
  private var waiters: [Waiter] = []
  private var roomWaiters: [UnsafeContinuation<Void, Never>] = []
  /// Whether a sender had to wait for room since that was asked.
  private var hasHeldUpSenders = false

  /// Someone who wants to know that everything before a position is settled.
  private struct Waiter {
    let position: Int
    /// Whether to tell of an outage rather than to wait for its end.
    let isHasty: Bool
    let continuation: UnsafeContinuation<DatabaseError?, Never>
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(
    loop: EventLoop, repository: EventIngestRepository, limits: EventQueue.Limits, metrics: EventIngestMetrics,
    logger: Logger
  ) {
    self.loop = loop
    self.repository = repository
    self.metrics = metrics
    self.logger = logger
    queue = EventQueue(limits: limits)
  }

  /// Queues an event as soon as there is room.
  ///
  /// - Returns: Its position, for `settle`.
  func append(_ event: IngestedEvent) async -> Int {
    while queue.isFull {
      hasHeldUpSenders = true
      await withUnsafeContinuation { roomWaiters.append($0) }
    }
    let position = queue.append(event)
    metrics.waiting.add(1)
    flush()
    return position
  }

  /// Suspends until everything up to a position is committed, or was dropped with a warning.
  func settle(_ position: Int) async {
    _ = await settled(position, isHasty: false)
  }

  /// Stores events for a caller who would rather hear of an outage than wait for its end. They may be stored all the same.
  ///
  /// - Throws: Why the database can't take them now.
  func store(_ events: [IngestedEvent]) async throws(DatabaseError) {
    guard repository.isAvailable else { throw .unavailable("events can't be stored now") }
    var position = 0
    for event in events { position = await append(event) }
    if let error = await settled(position, isHasty: true) { throw error }
  }

  /// How old the oldest event is that is not stored yet, and whether senders had to wait since this was asked last.
  func lag(at now: Timestamp = .now()) -> (lag: Duration, hasHeldUpSenders: Bool) {
    defer { hasHeldUpSenders = !roomWaiters.isEmpty }
    return (queue.oldest.map { max(.zero, now - $0) } ?? .zero, hasHeldUpSenders)
  }

  /// Suspends until all that was given is settled.
  func drain() async {
    _ = await settled(queue.end, isHasty: true)
  }

  private func settled(_ position: Int, isHasty: Bool) async -> DatabaseError? {
    guard queue.settled < position else { return nil }
    return await withUnsafeContinuation {
      waiters.append(Waiter(position: position, isHasty: isHasty, continuation: $0))
    }
  }

  // MARK: Flushes

  private func flush() {
    while let flush = queue.next() {
      // Unstructured: it outlives the sender whose event began it; `drain` waits for it at the end.
      Task {
        await store(flush)
        finish(flush)
      }
    }
  }

  private func finish(_ flush: EventQueue.Flush) {
    queue.finish(flush)
    metrics.waiting.subtract(Double(flush.events.count))
    let settled = queue.settled
    var remaining: [Waiter] = []
    for waiter in waiters {
      if waiter.position <= settled { waiter.continuation.resume(returning: nil) } else { remaining.append(waiter) }
    }
    waiters = remaining
    if !queue.isFull {
      // As many as may find room; each looks again for itself.
      let count = min(roomWaiters.count, queue.limits.events - queue.events)
      let woken = roomWaiters.prefix(count)
      roomWaiters.removeFirst(count)
      for waiter in woken { waiter.resume() }
    }
    self.flush()
  }

  private func store(_ flush: EventQueue.Flush) async {
    metrics.flushes.add()
    var parts = [flush.events[...]]
    var delay = Duration.milliseconds(100)
    var tries = 0
    while let part = parts.last {
      do throws(DatabaseError) {
        try await repository.store(Array(part))
        parts.removeLast()
        metrics.stored.add(part.count)
        delay = .milliseconds(100)
        tries = 0
      } catch {
        tries += 1
        switch Setback(error, events: part.count, tries: tries) {
        case .wait:
          tellHasty(error)
          logger.warning("storing events failed; retrying", ["error": .text("\(error)")])
          do { try await loop.sleep(for: delay) } catch {}
          delay = min(delay * 2, .seconds(5))
        case .again: break
        case .split:
          parts.removeLast()
          let middle = part.startIndex + part.count / 2
          parts.append(part[middle...])
          parts.append(part[..<middle])
          tries = 0
        case .drop:
          parts.removeLast()
          tries = 0
          for event in part { if let rest = drop(event, error) { parts.append([rest]) } }
        }
      }
    }
  }

  /// Notes what the database refuses.
  ///
  /// - Returns: What is left to store: the event alone where it was its task run that was refused with it.
  private func drop(_ event: IngestedEvent, _ error: DatabaseError) -> IngestedEvent? {
    guard let rest = event.withoutTaskRun else {
      metrics.dropped.note(.refused, id: "\(event.id)", detail: "\(error)")
      return nil
    }
    metrics.dropped.noteTaskRun(of: "\(event.id)", reason: "the database refused it: \(error)")
    return rest
  }

  private func tellHasty(_ error: DatabaseError) {
    var remaining: [Waiter] = []
    for waiter in waiters {
      if waiter.isHasty { waiter.continuation.resume(returning: error) } else { remaining.append(waiter) }
    }
    waiters = remaining
  }
}
