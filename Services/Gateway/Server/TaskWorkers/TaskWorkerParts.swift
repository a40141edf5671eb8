internal import Observability
internal import Reactor
internal import Store

/// What the conversations with the task workers of one event loop share.
struct TaskWorkerParts: Sendable {
  let loop: EventLoop
  let dispatcher: TaskRunDispatcher
  let queue: TaskRunQueueRepository
  let workers: TaskWorkerRepository
  let metrics: TaskWorkerMetrics
  let logger: Logger
  /// How long a worker counts as there that nobody speaks for.
  let term: Duration
}
