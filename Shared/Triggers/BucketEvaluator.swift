internal import Models
internal import Values

/// Evaluates one bucket of an event trigger (contract §6.6).
///
/// A key has one bucket at a time. Reactive triggers fire as soon as a bucket is full and then wait for the rest of its time;
/// proactive ones fire when a bucket's time is over and too little has come.
struct BucketEvaluator {
  let automation: LoadedAutomation
  let trigger: EventTrigger
  let key: BucketKey
  /// The wall clock.
  let now: Timestamp

  init(_ automation: LoadedAutomation, _ trigger: EventTrigger, key: BucketKey, now: Timestamp) {
    self.automation = automation
    self.trigger = trigger
    self.key = key
    self.now = now
  }

  /// - Parameters:
  ///   - moment: When the event occurred, or as of when a proactive trigger is evaluated.
  ///   - event: One that counts.
  func evaluate(
    at moment: Timestamp, event: ReceivedEvent?, memory: inout TriggerMemory, makeID: () -> UUID
  ) -> [Firing] {
    guard var bucket = memory.buckets[key], bucket.start <= moment else { return [] }
    let previous = bucket.lastEvent
    var isCounted = event == nil
    if let event, trigger.isImmediate || moment < bucket.end {
      bucket.count += 1
      bucket.lastEvent = event
      bucket.lastOperation = "increment_bucket[update]"
      memory.buckets[key] = bucket
      isCounted = true
    }
    var firings: [Firing] = []
    let isReady = trigger.posture == .reactive || bucket.end <= moment
    if isReady, trigger.meetsThreshold(bucket.count) {
      let last = event ?? bucket.lastEvent
      let firing = Firing(
        id: makeID(), trigger: .event(trigger), triggered: now, labels: labels(last), event: last)
      let groups = GroupEvaluator(automation.groups(above: trigger.id), now: now)
      firings = groups.fire(firing, memory: &memory, makeID: makeID)
      memory.buckets[key] = nil
    } else if moment < bucket.end {
      if let event { restart(bucket, at: event, previous: previous, in: &memory) }
      return []
    }
    guard trigger.after.isEmpty else {
      // The next event that opens a window makes a new one.
      memory.buckets[key] = nil
      return firings
    }
    guard trigger.within != .zero else { return firings }
    let start = max(bucket.end, moment)
    let isLeft = trigger.posture == .reactive && !isCounted
    startBucket(start: start, count: isCounted || isLeft ? 0 : 1, in: &memory)
    // An event behind the window that is over may fill the next one by itself.
    return isLeft ? firings + evaluate(at: moment, event: event, memory: &memory, makeID: makeID) : firings
  }

  /// The values of the `for_each` labels by their names: those of an event of the bucket, as a key need not have them.
  private func labels(_ event: ReceivedEvent?) -> [Resource.Label] {
    let names = trigger.sortedForEach
    let values = event.map { automation.matcher(of: trigger).labelValues(of: $0.event) } ?? key.labels
    return names.count == values.count ? zip(names, values).map { Resource.Label($0, $1) } : []
  }

  /// Begins a proactive trigger's window anew with an event that both ends and opens one, such as a heartbeat, if enough has
  /// come to the window so far.
  private func restart(
    _ bucket: Bucket, at event: ReceivedEvent, previous: ReceivedEvent?, in memory: inout TriggerMemory
  ) {
    let matcher = automation.matcher(of: trigger)
    guard trigger.posture == .proactive, !trigger.meetsThreshold(bucket.count), matcher.startsAfter(event.event),
      matcher.expects(event.event)
    else { return }
    memory.buckets[key] = nil
    var last = event
    // One that is only expected and did not occur before, such as a run's end, stays the last.
    if let previous, matcher.expects(previous.event), !matcher.startsAfter(previous.event),
      previous.event.occurred >= event.event.occurred
    {
      last = previous
    }
    startBucket(start: event.event.occurred, count: 0, lastEvent: last, in: &memory)
  }
}

// MARK: - Buckets

extension BucketEvaluator {
  /// Makes a bucket if there is none.
  ///
  /// - Parameter count: What it begins with, beside the events that are held.
  func ensureBucket(
    start: Timestamp, end: Timestamp, lastEvent: ReceivedEvent?, count: Int, in memory: inout TriggerMemory
  ) {
    guard memory.buckets[key] == nil else { return }
    memory.buckets[key] = Bucket(
      start: start, end: end, count: count + heldCount(from: start, to: end, in: memory), lastEvent: lastEvent,
      lastOperation: "ensure_bucket[insert]")
  }

  /// Makes a bucket in place of the one that there may be.
  private func startBucket(
    start: Timestamp, count: Int, lastEvent: ReceivedEvent? = nil, in memory: inout TriggerMemory
  ) {
    let end = start + trigger.within
    memory.buckets[key] = Bucket(
      start: start, end: end, count: count + heldCount(from: start, to: end, in: memory), lastEvent: lastEvent,
      lastOperation: memory.buckets[key] == nil ? "start_new_bucket[insert]" : "start_new_bucket[update]")
  }

  private func heldCount(from start: Timestamp, to end: Timestamp, in memory: TriggerMemory) -> Int {
    trigger.holdsEvents ? memory.heldCount(from: start, to: end, under: key) : 0
  }
}
