/// Criteria on one resource of an event; nil and empty lists restrict nothing.
public struct EventResourceFilter: Sendable, Hashable {
  public var ids: [String]?
  public var idPrefixes: [String]?
  public var labels: ResourceSpecification?

  fileprivate init(reader: inout ObjectReader) {
    ids = reader.optional("id", .list(.string))
    idPrefixes = reader.optional("id_prefix", .list(.string))
    labels = reader.optional("labels", .resourceSpecification)
  }

  func includes(_ resource: Resource) -> Bool {
    if let ids, !ids.isEmpty, !ids.contains(resource.id) { return false }
    if let idPrefixes, !idPrefixes.isEmpty, !idPrefixes.contains(where: resource.id.hasPrefix) { return false }
    return labels?.matches(resource) ?? true
  }
}

extension EventResourceFilter {
  /// On any resource of an event.
  static let anyResource = Reading<EventResourceFilter>.model { EventResourceFilter(reader: &$0) }
}

/// Criteria on the resource that an event is about.
public struct EventPrimaryResourceFilter: Sendable, Hashable, ObjectReadable {
  public var resource: EventResourceFilter
  /// Whether only the first event of each resource is wanted.
  public var isDistinct: Bool

  public init(reader: inout ObjectReader) {
    resource = EventResourceFilter(reader: &reader)
    isDistinct = reader.value("distinct", .bool, default: false)
  }
}
