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
  private var anchored: [IndexAnchor: Set<TriggerPlace>] = [:]
  /// How many anchors there are for a label, of the primary and of related resources.
  private var labels: [AnchorLabel: Int] = [:]
  private var others: Set<TriggerPlace> = []

  private struct AnchorLabel: Hashable {
    let isRelated: Bool
    let label: String
  }

  var isEmpty: Bool { anchored.isEmpty && others.isEmpty }

  /// - Parameter anchors: Of which an event has to have one; nil if there are none that it needs.
  mutating func insert(_ place: TriggerPlace, _ anchors: [IndexAnchor]?) {
    guard let anchors else {
      others.insert(place)
      return
    }
    for anchor in anchors where anchored[anchor, default: []].insert(place).inserted {
      labels[AnchorLabel(isRelated: anchor.isRelated, label: anchor.label), default: 0] += 1
    }
  }

  mutating func remove(_ place: TriggerPlace, _ anchors: [IndexAnchor]?) {
    others.remove(place)
    for anchor in anchors ?? [] where anchored[anchor]?.remove(place) != nil {
      let label = AnchorLabel(isRelated: anchor.isRelated, label: anchor.label)
      let count = (labels[label] ?? 1) - 1
      labels[label] = count > 0 ? count : nil
      if anchored[anchor]?.isEmpty == true { anchored[anchor] = nil }
    }
  }

  /// Adds the triggers that may be interested in an event by this name.
  func collect(for event: Event, into places: inout Set<TriggerPlace>) {
    places.formUnion(others)
    for label in labels.keys {
      for resource in label.isRelated ? event.related : [event.resource] {
        guard let value = resource[label.label] else { continue }
        let anchor = IndexAnchor(isRelated: label.isRelated, label: label.label, value: value)
        if let found = anchored[anchor] { places.formUnion(found) }
      }
    }
  }
}
