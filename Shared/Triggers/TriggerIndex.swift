public import Models
public import Values

/// The automations that are loaded, found by the events that may concern them.
///
/// A trigger is found by the name of an event, and by a label with an exact value if it needs one; so events that concern no
/// trigger cost a few look-ups, however many automations there are.
public struct TriggerIndex: Sendable {
  public private(set) var all: [UUID: LoadedAutomation] = [:]
  private var byName: [String: TriggerShelf] = [:]
  private var byPattern: [String: PatternShelf] = [:]
  private var forAnyName = TriggerShelf()

  /// The triggers of one pattern of names.
  private struct PatternShelf {
    let pattern: GlobPattern
    var shelf = TriggerShelf()
  }

  /// Of events by this name the server evaluates none.
  private static let ignoredName = "prefect.log.write"

  public init() {}

  /// Adds an automation, in place of an older one of the same id.
  public mutating func insert(_ automation: LoadedAutomation) {
    remove(automation.id)
    all[automation.id] = automation
    forEachShelf(of: automation) { $0.insert($1, automation.matcher(of: $2), $3) }
  }

  public mutating func remove(_ id: UUID) {
    guard let automation = all.removeValue(forKey: id) else { return }
    forEachShelf(of: automation) { shelf, place, _, anchors in shelf.remove(place, anchors) }
  }

  /// The event triggers that an event concerns: by automation, and in each depth first, as they are declared.
  public func interested(in event: Event) -> [(LoadedAutomation, EventTrigger)] {
    guard event.event != TriggerIndex.ignoredName else { return [] }
    var places: Set<TriggerPlace> = []
    byName[event.event]?.collect(for: event, into: &places)
    for entry in byPattern.values where entry.pattern.matches(event.event) {
      entry.shelf.collect(for: event, into: &places)
    }
    forAnyName.collect(for: event, into: &places)
    guard !places.isEmpty else { return [] }
    return places.sorted().compactMap { place in
      all[place.automation].map { ($0, $0.eventTriggers[place.index]) }
    }
  }

  /// The names by which the feed of events can be narrowed; nil if an event by any name may concern some trigger.
  public var namePatterns: (exact: Set<String>, prefixes: [String])? {
    let prefixes = Set(byPattern.values.map(\.pattern.prefix))
    guard forAnyName.isEmpty, !prefixes.contains("") else { return nil }
    return (Set(byName.keys), prefixes.sorted())
  }

  private mutating func forEachShelf(
    of automation: LoadedAutomation, _ change: (inout TriggerShelf, TriggerPlace, EventTrigger, [IndexAnchor]?) -> Void
  ) {
    for (index, trigger) in automation.eventTriggers.enumerated() {
      let place = TriggerPlace(automation: automation.id, index: index)
      let anchors = IndexAnchor.all(of: trigger)
      if trigger.expect.isEmpty { change(&forAnyName, place, trigger, anchors) }
      for name in trigger.expect.isEmpty ? [] : trigger.expect + trigger.after {
        let pattern = GlobPattern(name, negates: false)
        if pattern.isLiteral {
          change(&byName[name, default: TriggerShelf()], place, trigger, anchors)
          if byName[name]?.isEmpty == true { byName[name] = nil }
        } else {
          change(&byPattern[name, default: PatternShelf(pattern: pattern)].shelf, place, trigger, anchors)
          if byPattern[name]?.shelf.isEmpty == true { byPattern[name] = nil }
        }
      }
    }
  }
}
