public import JSON
public import Values

/// Something that happened to a resource, as its sender tells it (contract §6.1).
public struct Event: Sendable, Hashable {
  public var occurred: Timestamp
  public var event: String
  public var resource: Resource
  public var related: [RelatedResource]
  /// An object.
  public var payload: RawJSON
  public var id: UUID
  /// An event that is known to have happened before.
  public var follows: UUID?

  public init(
    occurred: Timestamp, event: String, resource: Resource, related: [RelatedResource] = [],
    payload: RawJSON = .emptyObject, id: UUID, follows: UUID? = nil
  ) {
    self.occurred = occurred
    self.event = event
    self.resource = resource
    self.related = related
    self.payload = payload
    self.id = id
    self.follows = follows
  }

  /// The primary resource and the related ones.
  public var involvedResources: [Resource] { [resource] + related }
}

extension Event: ObjectReadable {
  public static var unknownKeys: UnknownKeys { .ignored }

  public init(reader: inout ObjectReader) {
    occurred = reader.required("occurred", .timestamp)
    event = reader.required("event", .eventName)
    resource = reader.required("resource", .resource)
    related = reader.value("related", .relatedResources, default: [])
    payload = reader.value("payload", .object, default: .emptyObject)
    id = reader.required("id", .uuid)
    follows = reader.optional("follows", .uuid)
  }
}

extension Event: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeMembers(to: &writer)
    writer.endObject()
  }

  func writeMembers(to writer: inout JSONWriter) {
    writer.key("occurred")
    writer.timestamp(occurred)
    writer.key("event")
    writer.string(event)
    writer.key("resource")
    resource.write(to: &writer)
    writer.key("related")
    writer.values(related)
    writer.key("payload")
    writer.raw(payload)
    writer.key("id")
    writer.uuid(id)
    writer.key("follows")
    writer.uuid(follows)
  }
}

extension Reading where Value == String {
  /// An event's name, of bounded length.
  static let eventName = Reading(schema: .string, fallback: "") { value, problems in
    let name = string.read(value, problems)
    let maximum = problems.limits.events.nameCharacters
    if name.unicodeScalars.count > maximum {
      problems.addValueError("Event name must be at most \(maximum) characters", input: value)
    }
    return name
  }
}

extension Reading where Value == [RelatedResource] {
  /// A bounded list of related resources.
  static let relatedResources = Reading(schema: .list(.relatedResource), fallback: []) { value, problems in
    let before = problems.count
    let resources = Reading<[RelatedResource]>.list(.relatedResource).read(value, problems)
    let maximum = problems.limits.events.relatedResources
    if problems.count == before, resources.count > maximum {
      problems.addValueError("The maximum number of related resources is \(maximum)", input: value)
    }
    return resources
  }
}
