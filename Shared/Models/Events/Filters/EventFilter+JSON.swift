public import JSON
internal import Values

extension EventFilter {
  /// The JSON of the criteria that a page's successor is asked for with, but for the window.
  struct Source: Sendable, Hashable {
    var members: [Member] = []

    struct Member: Sendable, Hashable {
      var key: StaticKey
      var value: RawJSON
    }

    enum StaticKey: String, Sendable, Hashable, CaseIterable {
      case event, resource, related, id, text, order
      case anyResource = "any_resource"
    }
  }
}

extension EventFilter: ObjectReadable {
  /// How many criteria of one kind a filter may have: each is a search of its own.
  static let maximumLists = 50

  public init(reader: inout ObjectReader) {
    var source = Source()
    for key in Source.StaticKey.allCases {
      if let value = reader.peek(key), !value.isNull { source.members.append(.init(key: key, value: value.raw)) }
    }
    self.source = source
    occurred = reader.value("occurred", .occurred, default: Occurred())
    event = reader.optional("event", .model())
    resource = reader.optional("resource", .model())
    related = reader.optional("related", .oneOrMany(.model(EventRelatedFilter.self), "EventRelatedFilter")) ?? []
    anyResource =
      reader.optional("any_resource", .oneOrMany(EventResourceFilter.anyResource, "EventAnyResourceFilter")) ?? []
    ids = reader.value("id", .model { $0.optional("id", .uuids()) }, default: nil)
    let search = reader.optional("text", .search)
    text = search.map { TextSearchTerms($0.query) }
    order = reader.value("order", .enumeration(), default: .descending)
  }
}

extension ObjectReader {
  fileprivate func peek(_ key: EventFilter.Source.StaticKey) -> JSONValue? {
    object?[key.rawValue]
  }
}

extension EventFilter: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("occurred")
    writer.beginObject()
    if let since = occurred.since {
      writer.key("since")
      writer.timestamp(since)
    }
    if let until = occurred.until {
      writer.key("until")
      writer.timestamp(until)
    }
    writer.endObject()
    for member in source.members {
      writer.key(member.key.rawValue)
      writer.raw(member.value)
    }
    writer.endObject()
  }
}

extension Reading where Value == EventFilter.Occurred {
  fileprivate static let occurred = Reading.model { reader in
    func bound(_ key: StaticString) -> Timestamp? {
      guard case .value(let moment) = reader.presentField(key, .timestamp) else { return nil }
      return moment
    }
    return EventFilter.Occurred(since: bound("since"), until: bound("until"))
  }
}

extension Reading {
  /// One filter or a list of them; what is wrong with either is told.
  fileprivate static func oneOrMany<Item>(_ item: Reading<Item>, _ name: String) -> Reading where Value == [Item] {
    Reading(
      schema: .either([item.schema(), .list(item.schema(), maximum: EventFilter.maximumLists)]), fallback: []
    ) { value, problems in
      let one = problems.scratch()
      let filter = item.read(value, one)
      if one.isEmpty { return [filter] }
      let many = problems.scratch()
      let filters = Reading<[Item]>.list(item, maximum: EventFilter.maximumLists).read(value, many)
      if many.isEmpty { return filters }
      problems.at(.name(name)) { _ = item.read(value, problems) }
      problems.at(.name("list[\(name)]")) {
        _ = Reading<[Item]>.list(item, maximum: EventFilter.maximumLists).read(value, problems)
      }
      return nil
    }
  }
}
