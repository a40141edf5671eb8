internal import Observability

/// The numbers of one kind of stream.
struct LiveFeedMetrics: Sendable {
  let subscribers: Gauge
  let overflows: Counter
  let resumptions: Counter

  init(_ metrics: Metrics, of stream: String) {
    subscribers = metrics.gauge(
      "apus_stream_subscribers", "Sockets that follow a stream.", ["stream": stream])
    overflows = metrics.counter(
      "apus_stream_overflows_total", "How often a subscriber was too slow, and had to read from the table.",
      ["stream": stream])
    resumptions = metrics.counter(
      "apus_stream_resumptions_total", "How often such a subscriber began to catch up.", ["stream": stream])
  }
}
