internal import Observability
internal import Synchronization
internal import Values

/// The numbers of the evaluation of automations.
struct TriggerMetrics: Sendable {
  let automations: Gauge
  let shares: Gauge
  let readTo = ReadTo()
  let evaluated: Counter
  let firings: Counter
  let unwritable: Counter
  let stopped: Counter
  let waiting: Gauge
  let duration: Histogram

  init(_ metrics: Metrics) {
    automations = metrics.gauge("apus_automations_loaded", "Enabled automations that this scheduler knows.")
    shares = metrics.gauge("apus_trigger_shares", "Shares of the automations that this scheduler evaluates.")
    metrics.computed(
      "apus_trigger_delay_seconds", "How long ago the feed of events was last evaluated to its end."
    ) { [readTo] in readTo.age(at: .now()) }
    evaluated = metrics.counter(
      "apus_trigger_evaluations_total", "Events that were evaluated for a trigger that looks at them.")
    firings = metrics.counter("apus_trigger_firings_total", "Firings of automations.")
    unwritable = metrics.counter(
      "apus_trigger_evaluations_failed_total", "Events that could not be evaluated for an automation.")
    stopped = metrics.counter(
      "apus_automations_stopped_total", "Automations that were stopped as they feed themselves.")
    waiting = metrics.gauge("apus_trigger_events_waiting", "Events that wait for one that they follow.")
    duration = metrics.histogram("apus_trigger_step_seconds", "How long a step of evaluation takes.")
  }
}

/// The moment up to which the feed of events was evaluated, for whoever reads the metrics on another thread.
final class ReadTo: Sendable {
  private let microseconds = Atomic<Int64>(.min)

  func store(_ moment: Timestamp) { microseconds.store(moment.microseconds, ordering: .relaxed) }

  /// In seconds; nil before the first.
  func age(at now: Timestamp) -> Double? {
    let moment = microseconds.load(ordering: .relaxed)
    return moment == .min ? nil : (now - Timestamp(microseconds: moment)) / .seconds(1)
  }
}
