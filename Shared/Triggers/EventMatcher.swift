internal import Models

/// Which events concern an event trigger, with its patterns read once (contract §6.5).
struct EventMatcher: Sendable {
  /// The names under which the trigger is found; none means that any name may concern it.
  let names: [GlobPattern]
  private let prefixes: [NamePrefix]
  private let expected: [GlobPattern]
  private let after: [GlobPattern]
  private let match: ResourceSpecification
  private let matchRelated: [ResourceSpecification]
  private let labels: [ForEachLabel]

  init(_ trigger: EventTrigger) {
    let texts = trigger.expect.isEmpty ? [] : trigger.expect + trigger.after
    names = texts.map { GlobPattern($0, negates: false) }
    prefixes = texts.map(NamePrefix.init)
    expected = trigger.expect.map { GlobPattern($0) }
    after = trigger.after.map { GlobPattern($0) }
    match = trigger.match
    matchRelated = trigger.matchRelated.specifications
    labels = trigger.sortedForEach.map(ForEachLabel.init)
  }

  /// Whether the event may start the trigger's window or count in it.
  func covers(_ event: Event) -> Bool {
    match.matches(event.resource) && matchRelated.allSatisfy { $0.matchesAny(of: event.related) }
      && coversName(event.event)
  }

  private func coversName(_ name: String) -> Bool {
    guard !names.isEmpty else { return name.unicodeScalars.first.map { $0 != "\n" } ?? false }
    return names.contains { $0.matches(name) } && prefixes.contains { $0.begins(name) }
  }

  /// Whether the event's name is one that opens a window.
  func startsAfter(_ event: Event) -> Bool {
    after.contains { $0.matches(event.event) }
  }

  /// Whether the event's name is one that counts.
  func expects(_ event: Event) -> Bool {
    expected.isEmpty || expected.contains { $0.matches(event.event) }
  }

  /// The values of the trigger's `for_each` labels, in their order.
  func labelValues(of event: Event) -> [String] {
    labels.map { $0.value(in: event) }
  }
}

extension EventTrigger {
  /// The `for_each` labels in the order in which their values are kept: by code points.
  var sortedForEach: [String] {
    forEach.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether each event counts at once, whenever it occurred.
  var isImmediate: Bool { posture == .reactive && within == .zero }

  /// Whether so many events make it fire.
  func meetsThreshold(_ count: Int) -> Bool {
    posture == .reactive ? count >= threshold : count < threshold
  }

  /// Whether expected events are kept for windows that open later.
  var holdsEvents: Bool { posture == .proactive && !after.isEmpty }
}
