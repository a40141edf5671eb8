internal import JSON
internal import Models
internal import Values

@testable internal import Triggers

/// One automation, and what its triggers remember. Moments are in seconds from the beginning.
struct Stage {
  let automation: LoadedAutomation
  var memory = TriggerMemory()
  private var clock = 0

  static let start = Timestamp(microseconds: 1_767_225_600_000_000)

  init(_ trigger: String, actions: String = #"[{"type":"do-nothing"}]"#, onTrigger: String = "[]") throws {
    automation = try Stage.automation(trigger, actions: actions, onTrigger: onTrigger)
  }

  struct Unreadable: Error {}

  static func automation(
    _ trigger: String, id: UUID = UUID(high: 0, low: 9), actions: String = "[]", onTrigger: String = "[]",
    isEnabled: Bool = true
  ) throws -> LoadedAutomation {
    let automation = Automation(
      id: id, created: start, updated: start, name: "a", about: "", isEnabled: isEnabled, tags: [],
      trigger: raw(trigger),
      actions: raw(actions), actionsOnTrigger: raw(onTrigger), actionsOnResolve: raw("[]"))
    guard let loaded = LoadedAutomation(automation) else { throw Unreadable() }
    return loaded
  }

  private static func raw(_ text: String) -> RawJSON { RawJSON(validated: Array(text.utf8)) }

  static func event(
    _ name: String, at second: Double = 0, id: UInt64 = 0, resource: [String: String] = [:],
    related: [[String: String]] = []
  ) -> Event {
    func labels(_ all: [String: String]) -> [Resource.Label] {
      all.sorted { $0.key < $1.key }.map { Resource.Label($0.key, $0.value) }
    }
    return Event(
      occurred: start + .seconds(second), event: name,
      resource: Resource(labels: labels(["prefect.resource.id": "r"].merging(resource) { $1 })),
      related: related.map { Resource(labels: labels($0)) }, id: UUID(high: 1, low: id))
  }

  /// Lets an event happen, and gives the firings. The wall clock goes on by a second with each.
  mutating func take(
    _ name: String, at second: Double, id: UInt64? = nil, resource: [String: String] = [:],
    related: [[String: String]] = []
  ) -> [Firing] {
    clock += 1
    let event = Stage.event(name, at: second, id: id ?? UInt64(clock), resource: resource, related: related)
    var index = TriggerIndex()
    index.insert(automation)
    var firings: [Firing] = []
    for (automation, trigger) in index.interested(in: event) {
      firings += TriggerEvaluation.react(
        to: ReceivedEvent(event, received: event.occurred), automation, trigger, memory: &memory,
        now: Stage.start + .seconds(clock), makeID: UUID.random)
    }
    return firings
  }

  /// Evaluates the proactive triggers as of a moment.
  mutating func look(at second: Double) -> [Firing] {
    clock += 1
    var firings: [Firing] = []
    for trigger in automation.eventTriggers where trigger.posture == .proactive {
      firings +=
        TriggerEvaluation.proactive(
          automation, trigger, memory: &memory, asOf: Stage.start + .seconds(second),
          now: Stage.start + .seconds(clock), makeID: UUID.random
        ).firings
    }
    return firings
  }

  /// The only bucket that there is.
  var bucket: Bucket? { memory.buckets.count == 1 ? memory.buckets.values.first : nil }

  static func trigger(
    _ posture: String = "Reactive", id: Int = 1, expect: [String] = [], after: [String] = [], forEach: [String] = [],
    threshold: Int = 1, within: Double = 0, match: String = "{}", related: String = "{}"
  ) -> String {
    func list(_ texts: [String]) -> String { "[" + texts.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
    return """
      {"type":"event","id":"00000000-0000-0000-0000-0000000000\(id + 10)","posture":"\(posture)","expect":\(list(expect)),
      "after":\(list(after)),"for_each":\(list(forEach)),"threshold":\(threshold),"within":\(within),"match":\(match),
      "match_related":\(related)}
      """
  }

  static func group(
    _ type: String, id: Int = 50, require: String? = nil, within: String = "null", _ children: String...
  )
    -> String
  {
    let required = require.map { #","require":\#($0)"# } ?? ""
    return """
      {"type":"\(type)","id":"00000000-0000-0000-0000-0000000000\(id)","within":\(within)\(required),
      "triggers":[\(children.joined(separator: ","))]}
      """
  }
}

extension Firing {
  /// The number of the event that it has.
  var number: UInt64? { event?.event.id.low }
}
