internal import JSON
public import Models
public import Values

extension TriggerEvaluation {
  /// What has to be in memory before a metric trigger is evaluated: the bucket in which its state is kept, and the child
  /// firings of groups.
  public static func needs(
    _ automation: LoadedAutomation, _ trigger: MetricTrigger
  ) -> (bucket: BucketKey, groups: [GroupKey]) {
    (key(of: trigger, in: automation), automation.groupKeys(above: trigger.id))
  }

  static func key(of trigger: MetricTrigger, in automation: LoadedAutomation) -> BucketKey {
    BucketKey(automation: automation.id, trigger: trigger.id, labels: [])
  }

  /// Evaluates a metric trigger with the value that its metric has at a moment.
  ///
  /// - Parameters:
  ///   - value: Nil if there were no runs to measure.
  ///   - moment: The wall clock, at which whatever fires has fired.
  /// - Returns: The firings of the automation's own trigger. Groups count what triggers, and not what resolves.
  public static func measure(
    _ value: Double?, _ automation: LoadedAutomation, _ trigger: MetricTrigger, memory: inout TriggerMemory,
    at moment: Timestamp, makeID: () -> UUID
  ) -> [Firing] {
    let key = key(of: trigger, in: automation)
    var state = memory.buckets[key].map(MetricState.init) ?? MetricState()
    let previous = memory.buckets[key] == nil ? nil : state
    let change = state.take(value, at: moment, for: trigger)
    // A state that stays as it was is not written again.
    if state != previous { memory.buckets[key] = state.bucket(at: moment) }
    guard let change else { return [] }
    let firing = Firing(
      id: makeID(), trigger: .metric(trigger), states: [change], triggered: moment,
      value: value.map { value in RawJSON { $0.double(value) } })
    let groups = automation.groups(above: trigger.id)
    guard !groups.isEmpty else { return [firing] }
    guard change == .triggered else { return [] }
    return GroupEvaluator(groups, now: moment).fire(firing, memory: &memory, makeID: makeID)
  }
}
