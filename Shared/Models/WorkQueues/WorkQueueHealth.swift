public import JSON
public import Values

/// Whether a queue has somebody who takes its work in time (contract §2.1, `/work_queues/{id}/status`).
public struct WorkQueueHealth: Sendable, Hashable {
  /// Nobody may be late.
  static let maximumLateRuns = 0
  /// After what time without a poll nobody is there.
  static let maximumSilence = Duration.seconds(60)

  public var lateRuns: Int
  public var lastPolled: Timestamp?
  public var isHealthy: Bool

  public init(lateRuns: Int, lastPolled: Timestamp?, at now: Timestamp) {
    self.lateRuns = lateRuns
    self.lastPolled = lastPolled
    isHealthy = lateRuns <= WorkQueueHealth.maximumLateRuns && WorkQueueHealth.isRecent(lastPolled, at: now)
  }

  /// Whether a poll is so recent that somebody is there.
  public static func isRecent(_ poll: Timestamp?, at now: Timestamp) -> Bool {
    poll.map { now - $0 <= maximumSilence } ?? false
  }
}

extension WorkQueueHealth: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("healthy")
    writer.bool(isHealthy)
    writer.key("late_runs_count")
    writer.integer(lateRuns)
    writer.key("last_polled")
    writer.timestamp(lastPolled)
    writer.key("health_check_policy")
    writer.beginObject()
    writer.key("maximum_late_runs")
    writer.integer(WorkQueueHealth.maximumLateRuns)
    writer.key("maximum_seconds_since_last_polled")
    writer.integer(WorkQueueHealth.maximumSilence.components.seconds)
    writer.endObject()
    writer.endObject()
  }
}
