internal import Observability

/// The numbers of the actions of automations.
struct ActionMetrics: Sendable {
  let waiting: Gauge
  private let metrics: Metrics

  init(_ metrics: Metrics) {
    self.metrics = metrics
    waiting = metrics.gauge("apus_actions_waiting", "Actions of automations that have not ended, at most 10000.")
  }

  /// Counts an attempt by what became of it.
  func ended(_ type: String, _ outcome: String) {
    metrics.counter(
      "apus_actions_total", "Attempts at actions of automations, by what became of them.",
      ["type": type, "outcome": outcome]
    ).add()
  }
}
