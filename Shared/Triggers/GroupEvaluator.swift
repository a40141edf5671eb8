internal import Models
internal import Values

/// Passes firings on to the groups that a trigger is in, the nearest first (contract §6.6).
struct GroupEvaluator {
  private let groups: ArraySlice<TriggerGroupRule>
  /// The wall clock.
  private let now: Timestamp

  init(_ groups: [TriggerGroupRule], now: Timestamp) {
    self.groups = groups[...]
    self.now = now
  }

  /// - Returns: The firing of the outermost group, if all of them fire.
  func fire(_ firing: Firing, memory: inout TriggerMemory, makeID: () -> UUID) -> [Firing] {
    var last = firing
    for group in groups {
      var children = [last]
      if !group.firesAtOnce {
        last = remember(last, of: group, in: &memory)
        children = GroupEvaluator.firings(of: group, in: memory)
        guard group.isSatisfied(by: children) else { return [] }
        for child in children { memory.childFirings[group.key]?[child.trigger.id] = nil }
      }
      last = Firing(
        id: makeID(), trigger: group.trigger, triggered: max(now, last.triggered), children: children,
        event: last.event ?? GroupEvaluator.latestEvent(of: children))
    }
    return [last]
  }

  /// Keeps a child's firing in place of its last one, and drops those that are too old.
  ///
  /// It gets a later moment than the others have, so that the order in which children fired survives two firings in one
  /// moment, and clocks of several servers that disagree.
  private func remember(_ firing: Firing, of group: TriggerGroupRule, in memory: inout TriggerMemory) -> Firing {
    var firings = memory.childFirings[group.key] ?? [:]
    if let within = group.within {
      firings = firings.filter { $0.value.triggered >= now - within }
    }
    var firing = firing
    firings[firing.trigger.id] = nil
    if let latest = firings.values.map(\.triggered).max(), latest >= firing.triggered {
      firing.triggered = latest + .microseconds(1)
    }
    firings[firing.trigger.id] = firing
    memory.childFirings[group.key] = firings
    return firing
  }

  /// The firings of a group's children in the order in which they fired.
  private static func firings(of group: TriggerGroupRule, in memory: TriggerMemory) -> [Firing] {
    let firings = memory.childFirings[group.key] ?? [:]
    return group.children.compactMap { firings[$0] }.sorted {
      $0.triggered == $1.triggered ? $0.id < $1.id : $0.triggered < $1.triggered
    }
  }

  /// The event that occurred last, of all that made children fire. Prefect gives a group no event whose last child fired
  /// because none came.
  private static func latestEvent(of firings: [Firing]) -> ReceivedEvent? {
    firings.flatMap(\.allEvents).max { $0.event.occurred < $1.event.occurred }
  }
}
