public import Models
public import Values

extension TriggerEvaluation {
  /// What has to be in memory, beside all of its buckets, before a proactive trigger is evaluated: the events held under the
  /// key, if there is one, and the child firings of groups.
  public static func needs(
    _ automation: LoadedAutomation, _ trigger: EventTrigger
  ) -> (held: BucketKey?, groups: [GroupKey]) {
    let key = BucketKey(automation: automation.id, trigger: trigger.id, labels: [])
    return (trigger.holdsEvents && trigger.forEach.isEmpty ? key : nil, automation.groupKeys(above: trigger.id))
  }

  /// Evaluates a proactive trigger as of a moment, with all of its buckets in memory, and the events held without labels.
  ///
  /// - Parameters:
  ///   - asOf: The moment up to which events are known.
  ///   - now: The wall clock, at which whatever fires has fired.
  /// - Returns: The firings of the automation's own trigger, in their order, and when the trigger is to be evaluated again.
  public static func proactive(
    _ automation: LoadedAutomation, _ trigger: EventTrigger, memory: inout TriggerMemory, asOf: Timestamp,
    now: Timestamp, makeID: () -> UUID
  ) -> (firings: [Firing], next: Timestamp) {
    if trigger.forEach.isEmpty {
      let key = BucketKey(automation: automation.id, trigger: trigger.id, labels: [])
      BucketEvaluator(automation, trigger, key: key, now: now)
        .ensureBucket(start: asOf, end: asOf + trigger.within, lastEvent: nil, count: 0, in: &memory)
    }
    // Enough has come to these, so they don't fire: the next window begins with the next event or evaluation.
    for key in memory.keys(of: trigger, in: automation) where (memory.buckets[key]?.count ?? 0) >= trigger.threshold {
      memory.buckets[key] = nil
    }
    var next = asOf + trigger.within
    var firings: [Firing] = []
    for key in memory.keys(of: trigger, in: automation) {
      let evaluator = BucketEvaluator(automation, trigger, key: key, now: now)
      firings += evaluator.evaluate(at: asOf, event: nil, memory: &memory, makeID: makeID)
      if let end = memory.buckets[key]?.end, asOf < end { next = min(next, end) }
    }
    return (firings, next)
  }
}

extension TriggerMemory {
  /// The keys of a trigger's buckets by the starts of these, and by their labels.
  fileprivate func keys(of trigger: EventTrigger, in automation: LoadedAutomation) -> [BucketKey] {
    buckets.filter { $0.key.trigger == trigger.id && $0.key.automation == automation.id }
      .sorted {
        $0.value.start == $1.value.start
          ? $0.key.labels.lexicographicallyPrecedes($1.key.labels) : $0.value.start < $1.value.start
      }
      .map(\.key)
  }
}
