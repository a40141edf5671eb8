public import Observability
public import Store
public import Values

/// Counts what becomes of clean-up messages, and logs those that are set aside.
public struct WorkerCleanupMetrics: Sendable {
  /// Deliveries that went out.
  public let delivered: Counter
  private let expired: Counter
  private let dead: Counter
  private let operations: [WorkerCleanupOperation: [WorkerCleanupStatus: Counter]]

  public init(_ metrics: Metrics) {
    delivered = metrics.counter("apus_worker_cleanup_delivered_total", "Clean-up messages that were sent to workers.")
    expired = metrics.counter(
      "apus_worker_cleanup_expired_total", "Leases of clean-up messages that expired before the worker finished.")
    dead = metrics.counter(
      "apus_worker_cleanup_dead_total", "Clean-up messages that were set aside after their last delivery.")
    var operations: [WorkerCleanupOperation: [WorkerCleanupStatus: Counter]] = [:]
    for operation in [WorkerCleanupOperation.ack, .release, .renew] {
      for status in WorkerCleanupStatus.allCases {
        operations[operation, default: [:]][status] = metrics.counter(
          "apus_worker_cleanup_operations_total", "What workers said about clean-up messages, by how it ended.",
          ["operation": operation.rawValue, "status": status.rawValue])
      }
    }
    self.operations = operations
  }

  /// Notes leases that expired.
  public func note(_ messages: [WorkerCleanupMessage], _ logger: Logger) {
    guard !messages.isEmpty else { return }
    expired.add(messages.count)
    for message in messages where message.isDead {
      noteDead(message.messageID, workPool: message.workPoolID, logger)
    }
    let waiting = messages.count { !$0.isDead }
    if waiting > 0 {
      logger.info("leases of clean-up messages expired, delivering again", ["messages": .integer(Int64(waiting))])
    }
  }

  /// Notes what a worker said about a message, and how that ended.
  public func note(
    _ operation: WorkerCleanupOperation, _ status: WorkerCleanupStatus, message: UUID, workPool: UUID, _ logger: Logger
  ) {
    operations[operation]?[status]?.add()
    if status == .deadLettered { noteDead(message, workPool: workPool, logger) }
  }

  private func noteDead(_ message: UUID, workPool: UUID, _ logger: Logger) {
    dead.add()
    logger.warning(
      "clean-up message set aside after its last delivery",
      [
        "message_id": .text("\(message)"), "work_pool_id": .text("\(workPool)"),
        "reason": .text(WorkerCleanupMessage.deadLetterReason),
      ])
  }
}
