internal import Observability

/// Logs and counts the events that are dropped alone: the sender's other events are stored.
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

  init(_ metrics: Metrics, logger: Logger) {
    self.logger = logger
    counters = Dictionary(
      uniqueKeysWithValues: Reason.allCases.map { reason in
        (
          reason,
          metrics.counter(
            "apus_events_dropped_total", "Events that were dropped alone, each with a logged warning.",
            ["reason": reason.rawValue])
        )
      })
  }

  /// Logs and counts one event.
  ///
  /// - Parameters:
  ///   - id: The event's id as it was sent; nil if it cannot be read.
  ///   - detail: What is wrong with it; only the beginning of a long one is logged.
  func note(_ reason: Reason, id: String?, detail: String) {
    counters[reason]?.add()
    logger.warning(
      "event dropped",
      [
        "event_id": .text(id ?? "unknown"), "reason": .text(reason.rawValue),
        "detail": .text(String(detail.prefix(300))),
      ])
  }
}
