internal import Observability
internal import Reactor
internal import Store
internal import Values

/// Marks what is polled as polled and ready, together for the polls of some seconds.
///
/// Thousands of workers poll the same few queues, and each mark writes the rows of a queue and of all its deployments. Only what
/// is not ready, or was never polled, is marked at once: there somebody waits for it.
actor PollMarker {
  /// How long marks are collected; far below the time after which what nobody polls is not ready any more.
  static let pause = Duration.seconds(2)
  /// How many queues and deployments are collected at most: a request may name any ids.
  private static let limit = 10_000

  /// What of the database it uses.
  struct Store: Sendable {
    let isUnmarked: @Sendable (_ queues: [UUID], _ deployments: [UUID]) async throws -> Bool
    let mark: @Sendable (_ queues: [UUID], _ deployments: [UUID]) async throws -> Void
  }

  private let loop: EventLoop
  private let store: Store
  private let pause: Duration
  private let logger: Logger

  private var queues: Set<UUID> = []
  private var deployments: Set<UUID> = []
  private var isCollecting = false

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(loop: EventLoop, store: Store, pause: Duration = PollMarker.pause, logger: Logger) {
    self.loop = loop
    self.store = store
    self.pause = pause
    self.logger = logger
  }

  /// Takes note that somebody polled queues, or deployments. No answer depends on it, so a failure is only logged.
  func polled(queues: [UUID] = [], deployments: [UUID] = []) async {
    let count = self.queues.count + self.deployments.count + queues.count + deployments.count
    do {
      let isUnmarked = try await store.isUnmarked(queues, deployments)
      if isUnmarked || count > PollMarker.limit {
        return try await store.mark(queues, deployments)
      }
    } catch {
      report(error)
    }
    self.queues.formUnion(queues)
    self.deployments.formUnion(deployments)
    guard !isCollecting else { return }
    isCollecting = true
    Task { await markCollected() }
  }

  private func markCollected() async {
    try? await loop.sleep(for: pause)
    let (queues, deployments) = (Array(queues), Array(deployments))
    self.queues = []
    self.deployments = []
    isCollecting = false
    do {
      try await store.mark(queues, deployments)
    } catch {
      report(error)
    }
  }

  private func report(_ error: any Error) {
    logger.warning("what was polled could not be marked ready", ["error": .text("\(error)")])
  }
}

extension PollMarker.Store {
  init(_ polling: PollingRepository) {
    self.init(
      isUnmarked: { try await polling.isUnmarked(queues: $0, deployments: $1) },
      mark: { try await polling.mark(queues: $0, deployments: $1) })
  }
}
