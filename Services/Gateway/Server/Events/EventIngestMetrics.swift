internal import Observability

/// The numbers of event ingest.
struct EventIngestMetrics: Sendable {
  let stored: Counter
  let dropped: DroppedEvents
  let flushes: Counter
  let waiting: Gauge

  init(_ metrics: Metrics, logger: Logger) {
    stored = metrics.counter("apus_events_stored_total", "Events that were taken in, repeated ones included.")
    dropped = DroppedEvents(metrics, logger: logger)
    flushes = metrics.counter("apus_event_flushes_total", "Batches of events that were begun.")
    waiting = metrics.gauge("apus_events_waiting", "Events that wait to be stored, or are being stored.")
  }
}
