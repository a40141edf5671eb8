internal import Models
internal import Values

/// Where an event trigger stands: its automation, and its place among that one's event triggers.
struct TriggerPlace: Sendable, Hashable, Comparable {
  let automation: UUID
  let index: Int

  static func < (left: TriggerPlace, right: TriggerPlace) -> Bool {
    left.automation == right.automation ? left.index < right.index : left.automation < right.automation
  }
}

/// Triggers that look for the same name, those with an anchor found by it.
struct TriggerShelf: Sendable {
  private var anchored: [IndexAnchor: [TriggerPlace: EventMatcher]] = [:]
  /// How many anchors there are for a label, of the primary and of related resources.
  private var labels: [AnchorLabel: Int] = [:]
  private var others: [TriggerPlace: EventMatcher] = [:]

  private struct AnchorLabel: Hashable {
    let isRelated: Bool
    let label: String
  }

  var isEmpty: Bool { anchored.isEmpty && others.isEmpty }

  /// - Parameter anchors: Of which an event has to have one; nil if there are none that it needs.
  mutating func insert(_ place: TriggerPlace, _ matcher: EventMatcher, _ anchors: [IndexAnchor]?) {
    guard let anchors else {
      others[place] = matcher
      return
    }
    for anchor in anchors where anchored[anchor, default: [:]].updateValue(matcher, forKey: place) == nil {
      labels[AnchorLabel(isRelated: anchor.isRelated, label: anchor.label), default: 0] += 1
    }
  }

  mutating func remove(_ place: TriggerPlace, _ anchors: [IndexAnchor]?) {
    others[place] = nil
    for anchor in anchors ?? [] where anchored[anchor]?.removeValue(forKey: place) != nil {
      let label = AnchorLabel(isRelated: anchor.isRelated, label: anchor.label)
      let count = (labels[label] ?? 1) - 1
      labels[label] = count > 0 ? count : nil
      if anchored[anchor]?.isEmpty == true { anchored[anchor] = nil }
    }
  }

  /// Adds the triggers that an event by this name concerns.
  func collect(for event: Event, into places: inout Set<TriggerPlace>) {
    for (place, matcher) in others where matcher.covers(event) { places.insert(place) }
    for label in labels.keys {
      for resource in label.isRelated ? event.related : [event.resource] {
        guard let value = resource[label.label] else { continue }
        let anchor = IndexAnchor(isRelated: label.isRelated, label: label.label, value: value)
        guard let found = anchored[anchor] else { continue }
        for (place, matcher) in found where matcher.covers(event) { places.insert(place) }
      }
    }
  }
}
