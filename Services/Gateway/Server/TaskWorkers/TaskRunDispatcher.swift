internal import Observability
internal import Postgres
internal import Reactor
internal import Store
internal import Values

/// Tells the task workers of one event loop when there is something for them in the queue.
///
/// A worker that found nothing waits here. A notification, or the next look at the queue, wakes as many as there are runs for;
/// each then claims for itself, and whoever comes late, because another gateway's worker was faster, waits again.
actor TaskRunDispatcher {
  private let loop: EventLoop
  private let queue: TaskRunQueueRepository
  private let workers: TaskWorkerRepository
  private let logger: Logger
  private let metrics: TaskWorkerMetrics
  private var members: [UUID: @Sendable () async -> Void] = [:]
  private var waiting = WaitingTaskWorkers()
  private var continuations: [UUID: UnsafeContinuation<Void, Never>] = [:]
  /// Moves with every notification.
  private(set) var news = 0
  private var isLooking = false
  private var isLookDue = false

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(
    loop: EventLoop, queue: TaskRunQueueRepository, workers: TaskWorkerRepository, metrics: TaskWorkerMetrics,
    logger: Logger
  ) {
    self.loop = loop
    self.queue = queue
    self.workers = workers
    self.metrics = metrics
    self.logger = logger
  }

  // MARK: Workers

  /// Speaks for a worker's connection from now on.
  ///
  /// - Parameter lose: Ends the connection, because what it was sent is another's by now.
  func join(_ worker: UUID, lose: @escaping @Sendable () async -> Void) {
    members[worker] = lose
    metrics.connected.add(1)
  }

  func leave(_ worker: UUID) {
    guard members.removeValue(forKey: worker) != nil else { return }
    metrics.connected.subtract(1)
    stopWaiting(worker)
  }

  /// Says in the database that the workers are there, and ends the connections of those that it no longer knows.
  func renew() async throws(DatabaseError) {
    let ids = Array(members.keys)
    guard !ids.isEmpty else { return }
    let known = try await workers.renew(ids)
    for id in ids where !known.contains(id) {
      guard let lose = members[id] else { continue }
      logger.warning("a task worker was silent for too long and has to connect again", ["worker": .text("\(id)")])
      await lose()
    }
  }

  // MARK: Waiting

  /// Suspends until it is worth a worker's while to look at the queue.
  ///
  /// - Parameter news: What `news` was before it last looked; it does not wait when there was a notification since.
  func wait(_ worker: UUID, taskKeys: [String], since news: Int) async {
    guard news == self.news, members[worker] != nil else { return }
    await withUnsafeContinuation { continuation in
      waiting.add(worker, taskKeys: taskKeys)
      continuations[worker] = continuation
    }
  }

  func stopWaiting(_ worker: UUID) {
    waiting.remove(worker)
    continuations.removeValue(forKey: worker)?.resume()
  }

  /// Something was queued.
  func noteNews() {
    news += 1
    look()
  }

  /// Looks whether there is something for those who wait. While one look is under way others become one after it.
  func look() {
    guard !waiting.isEmpty else { return }
    isLookDue = true
    guard !isLooking else { return }
    isLooking = true
    // Unstructured: it is nobody's who only brought the news.
    Task {
      while isLookDue {
        isLookDue = false
        await lookOnce()
      }
      isLooking = false
    }
  }

  private func lookOnce() async {
    do throws(DatabaseError) {
      for (key, count) in try await queue.waiting(waiting.bounds) {
        for worker in waiting.take(count, for: key) {
          continuations.removeValue(forKey: worker)?.resume()
        }
      }
    } catch {
      // The next look comes by itself.
      logger.debug("the queue of background tasks can't be read: \(error)")
    }
  }
}
