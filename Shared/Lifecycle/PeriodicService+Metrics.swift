public import Observability

extension PeriodicService {
  /// An observer that keeps the time of the passes and the number of those that failed, by the service's name.
  public static func measuring(_ name: String, in metrics: Metrics) -> @Sendable (Pass) -> Void {
    let times = metrics.histogram("apus_pass_seconds", "Time of a pass of periodic work.", ["part": name])
    let failures = metrics.counter("apus_pass_failures_total", "Passes of periodic work that failed.", ["part": name])
    return { pass in
      times.observe(pass.duration)
      if pass.failure != nil { failures.add() }
    }
  }
}
