internal import JSON
internal import Models
internal import Store
internal import Triggers
internal import Values

/// Evaluates some events for the triggers that look at them: what has to be loaded first, and what comes of it.
struct EventEvaluation {
  /// One event and one trigger.
  struct Pair {
    let event: ReceivedEvent
    let automation: LoadedAutomation
    let trigger: EventTrigger
  }

  private(set) var pairs: [Pair] = []

  /// - Parameter triggers: Those that look at the event.
  mutating func append(
    _ event: ReceivedEvent, _ triggers: [(automation: LoadedAutomation, trigger: EventTrigger)]
  ) {
    pairs += triggers.map { Pair(event: event, automation: $0.automation, trigger: $0.trigger) }
  }

  /// What it costs to evaluate an event for some triggers: one for each, and more of an event that is long, as each firing
  /// has a copy of it.
  static func cost(of event: ReceivedEvent, for triggers: Int) -> Int {
    triggers * (1 + event.event.payload.bytes.count / 4096)
  }

  mutating func append(_ part: EventEvaluation) { pairs += part.pairs }

  /// The part of each automation, in the order of their first events.
  var byAutomation: [(automation: UUID, part: EventEvaluation)] {
    var parts: [(automation: UUID, part: EventEvaluation)] = []
    var places: [UUID: Int] = [:]
    for pair in pairs {
      let place = places[pair.automation.id] ?? parts.count
      if place == parts.count {
        places[pair.automation.id] = place
        parts.append((pair.automation.id, EventEvaluation()))
      }
      parts[place].part.pairs.append(pair)
    }
    return parts
  }

  /// What has to be known of the past.
  var needs: (buckets: Set<BucketKey>, held: Set<BucketKey>, groups: Set<GroupKey>) {
    var needs: (buckets: Set<BucketKey>, held: Set<BucketKey>, groups: Set<GroupKey>) = ([], [], [])
    for pair in pairs {
      let need = TriggerEvaluation.needs(pair.event.event, pair.automation, pair.trigger)
      needs.buckets.insert(need.bucket)
      if need.holds { needs.held.insert(need.bucket) }
      needs.groups.formUnion(need.groups)
    }
    return needs
  }

  /// Evaluates all in their order.
  ///
  /// - Parameters:
  ///   - step: Gets what is remembered afterwards, and what the firings come to.
  ///   - now: Grows by a microsecond with each, so that firings have an order.
  ///   - admits: Says of each firing whether it may have effects.
  func run(_ step: inout TriggerStep, now: Timestamp, admits: (LoadedAutomation, Firing) -> Bool) -> Int {
    var count = 0
    for (place, pair) in pairs.enumerated() {
      let moment = now + .microseconds(place)
      let firings = TriggerEvaluation.react(
        to: pair.event, pair.automation, pair.trigger, memory: &step.after, now: moment,
        makeID: { .timeOrdered(at: moment) })
      for firing in firings where admits(pair.automation, firing) {
        step.append(firing, of: pair.automation)
        count += 1
      }
    }
    return count
  }
}

extension TriggerStep {
  /// Adds what a firing of an automation comes to.
  mutating func append(_ firing: Firing, of automation: LoadedAutomation) {
    let outcome = FiringOutcome(firing, of: automation) { .timeOrdered(at: firing.triggered) }
    events += outcome.events
    actions += outcome.actions
  }
}
