import JSON
import Models
import Triggers
import Values

/// One case as it goes on: what triggers remember, and what the last step led to.
struct Evaluation {
  private let index: TriggerIndex
  private var memory = TriggerMemory()
  private var outcomes: [(Firing, FiringOutcome)] = []
  private var next: [(UUID, Timestamp)] = []
  private var ids: UInt64 = 0

  init(_ index: TriggerIndex) {
    self.index = index
  }

  mutating func take(_ step: JSONValue) {
    outcomes = []
    next = []
    guard let now = step["now" as StaticString]?.integer.map(Timestamp.init(microseconds:)) else { return }
    if let event = step["event" as StaticString],
      let event = Reading<ReceivedEvent>.model(ReceivedEvent.self).stored(event.raw)
    {
      for (automation, trigger) in index.interested(in: event.event) { react(to: event, automation, trigger, now) }
    }
    guard let asOf = step["asOf" as StaticString]?.integer.map(Timestamp.init(microseconds:)) else { return }
    for automation in index.all.values.sorted(by: { $0.id < $1.id }) {
      for trigger in automation.eventTriggers where trigger.posture == .proactive {
        var ids = ids
        let (firings, moment) = TriggerEvaluation.proactive(
          automation, trigger, memory: &memory, asOf: asOf, now: now, makeID: { Evaluation.next(&ids) })
        next.append((trigger.id, moment))
        note(firings, of: automation, &ids)
      }
    }
  }

  /// Evaluates with no more in memory than is said to be needed, as the scheduler does.
  private mutating func react(
    to event: ReceivedEvent, _ automation: LoadedAutomation, _ trigger: EventTrigger, _ now: Timestamp
  ) {
    var ids = ids
    let needs = TriggerEvaluation.needs(event.event, automation, trigger)
    var part = TriggerMemory()
    part.buckets[needs.bucket] = memory.buckets[needs.bucket]
    if needs.holds { part.held[needs.bucket] = memory.held[needs.bucket] }
    for group in needs.groups { part.childFirings[group] = memory.childFirings[group] }
    let firings = TriggerEvaluation.react(
      to: event, automation, trigger, memory: &part, now: now, makeID: { Evaluation.next(&ids) })
    memory.buckets[needs.bucket] = part.buckets[needs.bucket]
    if needs.holds { memory.held[needs.bucket] = part.held[needs.bucket] }
    for group in needs.groups { memory.childFirings[group] = part.childFirings[group] }
    note(firings, of: automation, &ids)
  }

  private mutating func note(_ firings: [Firing], of automation: LoadedAutomation, _ ids: inout UInt64) {
    for firing in firings {
      outcomes.append((firing, FiringOutcome(firing, of: automation, makeID: { Evaluation.next(&ids) })))
    }
    self.ids = ids
  }

  private static func next(_ ids: inout UInt64) -> UUID {
    ids += 1
    return UUID(high: 0x7000, low: 0x8000_0000_0000_0000 | ids)
  }
}

extension Evaluation: JSONWritable {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("outcomes")
    writer.beginArray()
    for (firing, outcome) in outcomes {
      writer.beginObject()
      writer.key("firing")
      writer.value(firing)
      writer.key("events")
      writer.values(outcome.events)
      writer.key("actions")
      writer.values(outcome.actions)
      writer.endObject()
    }
    writer.endArray()
    writer.key("next")
    writer.beginObject()
    for (trigger, moment) in next {
      writer.key(trigger)
      writer.integer(moment.microseconds)
    }
    writer.endObject()
    writer.key("buckets")
    writer.beginArray()
    for (key, bucket) in memory.buckets { write(key, bucket, to: &writer) }
    writer.endArray()
    writer.key("held")
    writer.beginArray()
    for (key, events) in memory.held {
      for event in events { write(key, event, to: &writer) }
    }
    writer.endArray()
    writer.key("waiting")
    writer.beginArray()
    for (key, firings) in memory.childFirings {
      for (child, firing) in firings { write(key, child, firing, to: &writer) }
    }
    writer.endArray()
    writer.endObject()
  }

  private func write(_ key: BucketKey, _ bucket: Bucket, to writer: inout JSONWriter) {
    writer.beginArray()
    writer.uuid(key.trigger)
    writer.strings(key.labels)
    writer.integer(bucket.start.microseconds)
    writer.integer(bucket.end.microseconds)
    writer.integer(bucket.count)
    writer.uuid(bucket.lastEvent?.event.id)
    writer.string(bucket.lastOperation)
    writer.endArray()
  }

  private func write(_ key: BucketKey, _ event: HeldEvent, to writer: inout JSONWriter) {
    writer.beginArray()
    writer.uuid(key.trigger)
    writer.strings(key.labels)
    writer.uuid(event.event)
    writer.integer(event.occurred.microseconds)
    writer.endArray()
  }

  private func write(_ key: GroupKey, _ child: UUID, _ firing: Firing, to writer: inout JSONWriter) {
    writer.beginArray()
    writer.uuid(key.trigger)
    writer.uuid(child)
    writer.uuid(firing.event?.event.id)
    writer.endArray()
  }
}
