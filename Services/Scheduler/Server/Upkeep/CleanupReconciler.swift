internal import Configuration
internal import Hosting
internal import Observability
internal import Store

/// Ends the leases of clean-up messages that workers did not finish in time (contract §4.7), and forgets old messages.
struct CleanupReconciler: Sendable {
  private let cleanups: WorkerCleanupRepository
  private let batchSize: Int
  private let metrics: WorkerCleanupMetrics
  private let counts: [String: Gauge]
  private let logger: Logger

  init(_ cleanups: WorkerCleanupRepository, _ settings: WorkerChannelSettings, _ metrics: Metrics, _ logger: Logger) {
    self.cleanups = cleanups
    self.logger = logger
    batchSize = settings.reconcilerBatchSize
    self.metrics = WorkerCleanupMetrics(metrics)
    var counts: [String: Gauge] = [:]
    for state in ["waiting", "leased", "dead"] {
      counts[state] = metrics.gauge(
        "apus_worker_cleanup_messages", "Clean-up messages that wait, are delivered, or were set aside.",
        ["state": state])
    }
    self.counts = counts
  }

  func pass() async throws {
    var expired: [WorkerCleanupMessage]
    repeat {
      try Task.checkCancellation()
      expired = try await cleanups.expire(limit: batchSize)
      metrics.note(expired, logger)
    } while expired.count == batchSize
    var forgotten: Int
    repeat {
      try Task.checkCancellation()
      forgotten = try await cleanups.forget(limit: batchSize)
    } while forgotten == batchSize
    for (state, count) in try await cleanups.count() { counts[state]?.set(Double(count)) }
  }
}
