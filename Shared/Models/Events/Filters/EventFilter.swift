internal import JSON
public import Values

/// Which events (contract §6.9); all criteria hold together, nil ones restrict nothing.
public struct EventFilter: Sendable, Hashable {
  /// The order in which events are given, by when they occurred.
  public enum Order: String, Sendable, CaseIterable {
    case ascending = "ASC"
    case descending = "DESC"
  }

  /// When the events occurred, both ends included; a bound that is left out is set by `resolved`.
  public struct Occurred: Sendable, Hashable {
    public var since: Timestamp?
    public var until: Timestamp?
  }

  public var occurred = Occurred()
  public var event: EventNameFilter?
  public var resource: EventPrimaryResourceFilter?
  /// Each has to be met by a related resource.
  public var related: [EventRelatedFilter] = []
  /// Each has to be met by a resource, the primary one or another.
  public var anyResource: [EventResourceFilter] = []
  public var ids: [UUID]?
  public var text: TextSearchTerms?
  public var order = Order.descending
  /// What was read, for a page's successor to read again.
  let source: Source

  public init() {
    source = Source()
  }
}

extension EventFilter {
  /// The filter with both bounds of its window: by default what occurred since the day 180 days ago began, until now.
  public func resolved(at moment: Timestamp) -> EventFilter {
    var filter = self
    filter.occurred.since = occurred.since ?? moment.startOfDay - .seconds(180 * 86_400)
    filter.occurred.until = occurred.until ?? moment
    return filter
  }

  /// The filter with a window that begins no earlier than at a moment.
  public func clamped(to earliest: Timestamp) -> EventFilter {
    var filter = self
    filter.occurred.since = max(earliest, occurred.since ?? earliest)
    return filter
  }

  /// Whether the filter lets an event through that has just come; its related resources are not looked at, and its order
  /// means nothing (contract §2.3).
  public func includes(_ event: Event) -> Bool {
    if let since = occurred.since, event.occurred < since { return false }
    if let until = occurred.until, event.occurred > until { return false }
    if let names = self.event, !names.includes(event.event) { return false }
    if let resource, !resource.resource.includes(event.resource) { return false }
    if let ids, !ids.isEmpty, !ids.contains(event.id) { return false }
    for filter in anyResource where !event.involvedResources.contains(where: filter.includes) { return false }
    return text?.match(event.searchableText) ?? true
  }
}

extension Event {
  /// What a text search looks through.
  fileprivate var searchableText: String {
    var text = event
    for resource in involvedResources {
      for label in resource.labels { text += " " + label.value }
    }
    return text + " " + payload.description
  }
}

extension Timestamp {
  /// When its day began, in UTC.
  fileprivate var startOfDay: Timestamp {
    let day: Int64 = 86_400_000_000
    let rest = microseconds % day
    return Timestamp(microseconds: microseconds - (rest < 0 ? rest + day : rest))
  }
}
