internal import Observability

/// The numbers of task workers and what they are given.
struct TaskWorkerMetrics: Sendable {
  let connected: Gauge
  let delivered: Counter
  let acknowledged: Counter

  init(_ metrics: Metrics) {
    connected = metrics.gauge("apus_task_workers", "Task workers that listen here for background task runs.")
    delivered = metrics.counter(
      "apus_task_runs_delivered_total", "Background task runs that were sent to task workers.")
    acknowledged = metrics.counter("apus_task_runs_acknowledged_total", "Deliveries that task workers acknowledged.")
  }
}
