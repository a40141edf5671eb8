internal import Observability
internal import Postgres
internal import Reactor
internal import Store

/// Follows a table's commits for the subscribers of this process: reads them once, and hands each subscriber what its filter
/// lets through.
///
/// It reads when it is told of a commit, and now and then in any case; not at all while nobody subscribes. Between two reads
/// some time passes, so that many commits are read together.
actor LiveFeed<Item: Sendable> {
  /// Rows of one page.
  static var pageSize: Int { 500 }
  private static var pause: Duration { .milliseconds(20) }
  private static var interval: Duration { .seconds(1) }

  nonisolated let feed: CommittedFeed<Item>
  private let loop: EventLoop
  private let logger: Logger
  private let metrics: LiveFeedMetrics
  private let limit: Int
  private var subscriptions: [ObjectIdentifier: Subscription<Item>] = [:]
  /// Those that wait for the end of a reading to begin.
  private var joiners: [(subscription: Subscription<Item>, continuation: UnsafeContinuation<FeedPosition, any Error>)] =
    []
  private var position: FeedPosition?
  private var isTold = false
  private var hasEnded = false
  private var lastReading = ContinuousClock.now
  private var sleeper: Task<Void, Never>?

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// - Parameter limit: How many items are kept for a subscriber that is slow to take them.
  init(feed: CommittedFeed<Item>, limit: Int, loop: EventLoop, metrics: LiveFeedMetrics, logger: Logger) {
    self.feed = feed
    self.limit = limit
    self.loop = loop
    self.metrics = metrics
    self.logger = logger
  }

  // MARK: Subscribers

  /// Adds a subscriber.
  ///
  /// - Returns: Its subscription, to be given back with `remove`, and the position behind which it gets everything: what was
  ///   committed before the call is before it.
  func subscribe(
    _ accepts: @escaping @Sendable (Item) -> Bool
  ) async throws -> (subscription: Subscription<Item>, start: FeedPosition) {
    if position == nil {
      let start = try await feed.begin()
      // Another may have come first meanwhile.
      if position == nil { position = start }
    }
    metrics.subscribers.add(1)
    let subscription = Subscription(limit: limit, accepts: accepts)
    do {
      return (subscription, try await join(subscription))
    } catch {
      remove(subscription)
      throw error
    }
  }

  func remove(_ subscription: Subscription<Item>) {
    subscription.close()
    metrics.subscribers.subtract(1)
    subscriptions[ObjectIdentifier(subscription)] = nil
    if subscriptions.isEmpty, joiners.isEmpty { position = nil }
  }

  /// Takes a subscriber that was behind up again.
  ///
  /// - Returns: The position behind which it gets everything; what is before, it reads itself.
  func resume(_ subscription: Subscription<Item>) async throws -> FeedPosition {
    metrics.resumptions.add()
    subscriptions[ObjectIdentifier(subscription)] = nil
    subscription.restart()
    return try await join(subscription)
  }

  /// Suspends until the end of a reading that has yet to begin: there a subscriber can be told what is before it.
  private func join(_ subscription: Subscription<Item>) async throws -> FeedPosition {
    guard !hasEnded else { throw CancellationError() }
    wake()
    return try await withUnsafeThrowingContinuation { joiners.append((subscription, $0)) }
  }

  // MARK: Reading

  /// Looks for commits soon.
  func wake() {
    isTold = true
    sleeper?.cancel()
  }

  /// Reads and hands over until the task is cancelled.
  func run() async throws {
    defer {
      hasEnded = true
      for joiner in joiners { joiner.continuation.resume(throwing: CancellationError()) }
      joiners = []
    }
    while true {
      try await rest()
      isTold = false
      let joining = joiners.count
      do {
        try await readOn()
        welcome(joining)
      } catch {
        try Task.checkCancellation()
        logger.warning("reading new commits failed", ["error": .text("\(error)")])
        try await loop.sleep(for: Self.interval)
      }
      lastReading = .now
    }
  }

  /// Waits until it is told of something, and then until some time has passed since the last reading.
  private func rest() async throws {
    if !isTold {
      // Unstructured: whoever wakes cancels this task and not the reader's. It ends with this call.
      let sleeper = Task { [loop] in
        do { try await loop.sleep(for: Self.interval) } catch {}
      }
      self.sleeper = sleeper
      await withTaskCancellationHandler {
        await sleeper.value
      } onCancel: {
        sleeper.cancel()
      }
      self.sleeper = nil
    }
    try Task.checkCancellation()
    let pause = Self.pause - (ContinuousClock.now - lastReading)
    if pause > .zero { try await loop.sleep(for: pause) }
  }

  private func readOn() async throws {
    while let start = position {
      let page = try await feed.read(after: start, limit: Self.pageSize)
      // All may have gone meanwhile, and others come, to whom these items are old.
      guard position == start else { continue }
      position = page.position
      for subscription in subscriptions.values where !subscription.offer(page.items, behind: start) {
        metrics.overflows.add()
      }
      if page.isLast { return }
    }
  }

  /// Lets in those that came before the reading began.
  private func welcome(_ count: Int) {
    guard let position else { return }
    for (subscription, continuation) in joiners.prefix(count) {
      subscriptions[ObjectIdentifier(subscription)] = subscription
      continuation.resume(returning: position)
    }
    joiners.removeFirst(count)
  }
}
