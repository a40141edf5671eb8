public import Models
public import Values

/// The evaluation of triggers (contract §6.6): what an event or a moment does to what triggers remember, and what fires.
public enum TriggerEvaluation {
  /// Events that occurred so much before the one that opens a first window still count in it, and an event waits so long for
  /// the one that it follows.
  public static let lookback = Duration.seconds(15 * 60)

  /// What has to be in memory before an event is evaluated for an event trigger: its bucket, the events held under the same
  /// key if the trigger holds any, and the child firings of groups.
  public static func needs(
    _ event: Event, _ automation: LoadedAutomation, _ trigger: EventTrigger
  ) -> (bucket: BucketKey, holds: Bool, groups: [GroupKey]) {
    (
      key(event, automation, trigger), trigger.holdsEvents,
      automation.groupKeys(above: trigger.id)
    )
  }

  /// Evaluates an event for an event trigger that covers it.
  ///
  /// - Parameter now: The wall clock, at which whatever fires has fired.
  /// - Returns: The firings of the automation's own trigger, in their order.
  public static func react(
    to event: ReceivedEvent, _ automation: LoadedAutomation, _ trigger: EventTrigger, memory: inout TriggerMemory,
    now: Timestamp, makeID: () -> UUID
  ) -> [Firing] {
    let matcher = automation.matcher(of: trigger)
    let evaluator = BucketEvaluator(automation, trigger, key: key(event.event, automation, trigger), now: now)
    let occurred = event.event.occurred
    let isExpected = matcher.expects(event.event)
    if matcher.startsAfter(event.event) {
      // An event that is both opens a window in which it does not count itself.
      evaluator.ensureBucket(
        start: occurred, end: occurred + trigger.within, lastEvent: event, count: isExpected ? -1 : 0, in: &memory)
    } else if trigger.after.isEmpty, isExpected {
      evaluator.ensureBucket(
        start: occurred - lookback, end: occurred + trigger.within, lastEvent: event, count: 0, in: &memory)
    } else if isExpected, trigger.holdsEvents {
      guard memory.hold(event.event, under: evaluator.key, for: trigger) else { return [] }
    }
    guard isExpected, memory.buckets[evaluator.key] != nil else { return [] }
    return evaluator.evaluate(at: occurred, event: event, memory: &memory, makeID: makeID)
  }

  private static func key(_ event: Event, _ automation: LoadedAutomation, _ trigger: EventTrigger) -> BucketKey {
    BucketKey(
      automation: automation.id, trigger: trigger.id,
      labels: BucketKey.labels(automation.matcher(of: trigger).labelValues(of: event)))
  }
}
