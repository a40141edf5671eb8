internal import Observability

/// The numbers of the sockets of workers.
struct WorkerChannelMetrics: Sendable {
  let connected: Gauge
  let snapshots: Counter
  let heartbeatFailures: Counter
  private let closed: [WorkerChannelClosing: Counter]

  init(_ metrics: Metrics) {
    connected = metrics.gauge("apus_worker_channels", "Workers that are connected here.")
    snapshots = metrics.counter("apus_worker_channel_snapshots_total", "Snapshots of pools that were sent to workers.")
    heartbeatFailures = metrics.counter(
      "apus_worker_channel_heartbeat_failures_total", "Heartbeats of connected workers that could not be recorded.")
    var closed: [WorkerChannelClosing: Counter] = [:]
    for reason in WorkerChannelClosing.allCases {
      closed[reason] = metrics.counter(
        "apus_worker_channels_closed_total", "Sockets of workers that the server closed, by reason.",
        ["reason": reason.rawValue])
    }
    self.closed = closed
  }

  func noteClosed(_ reason: WorkerChannelClosing) { closed[reason]?.add() }
}
