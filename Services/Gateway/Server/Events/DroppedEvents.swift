internal import Observability

/// Logs and counts the events that are dropped alone, and the task runs that are not recorded from events: whatever else was
/// sent is stored.
struct DroppedEvents: Sendable {
  /// Why an event is dropped; the value of the metric's label.
  enum Reason: String, CaseIterable {
    /// It is not JSON, not an event, or exceeds a limit on its parts.
    case malformed
    /// It contains the character U+0000, which PostgreSQL cannot store.
    case nul
    /// It has more bytes than one event may have.
    case size
    /// The database refused it.
    case refused
  }

  private let counters: [Reason: Counter]
  private let logger: Logger
  private let warnings = RecurringWarnings()

  init(_ metrics: Metrics, logger: Logger) {
    self.logger = logger
    counters = Dictionary(
      uniqueKeysWithValues: Reason.allCases.map { reason in
        (
          reason,
          metrics.counter(
            "apus_events_dropped_total", "Events that were dropped alone, with a logged warning.",
            ["reason": reason.rawValue])
        )
      })
  }

  /// Logs and counts one event; of many for the same reason, one a second is logged with their number.
  ///
  /// - Parameters:
  ///   - id: The event's id as it was sent; nil if it cannot be read.
  ///   - detail: What is wrong with it; only the beginning of a long one is logged.
  func note(_ reason: Reason, id: String?, detail: String) {
    counters[reason]?.add()
    let detail = String(detail.prefix(300))
    warnings.note(reason.rawValue) { [logger] count in
      logger.warning(
        "event dropped",
        [
          "event_id": .text(id ?? "unknown"), "reason": .text(reason.rawValue), "detail": .text(detail),
          "count": .integer(count),
        ])
    }
  }

  /// Logs that a stored event's task run is not recorded.
  func noteTaskRun(of event: String, reason: String) {
    let reason = String(reason.prefix(300))
    warnings.note("task run") { [logger] count in
      logger.warning(
        "task run not recorded from an event",
        ["event_id": .text(event), "reason": .text(reason), "count": .integer(count)])
    }
  }

  /// Logs what was counted since the last time; to be called every second.
  func report() { warnings.report() }
}
