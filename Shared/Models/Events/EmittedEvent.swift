public import JSON
public import Values

/// An event that the server itself makes of a change (contract §6.3), complete but for its moment of receipt.
///
/// It is written in the transaction of the change, so neither exists without the other.
public struct EmittedEvent: Sendable, Equatable {
  /// One involved thing: its labels, of which `id` and `role` are two.
  public struct Involved: Sendable, Equatable {
    public var id: String
    /// Empty for the primary resource, which may still carry a role label.
    public var role: String
    /// The other labels in the order in which they are written.
    public var labels: [Label]

    public init(id: String, role: String = "", labels: [Label] = []) {
      self.id = id
      self.role = role
      self.labels = labels
    }

    /// A thing that is known by its id, its role and its name; without a name the label is left out.
    public init(kind: StaticString, id: UUID, role: String, name: String?, also labels: [Label] = []) {
      self.init(
        id: "\(kind).\(id)", role: role,
        labels: (name.map { [Label("prefect.resource.name", $0)] } ?? []) + labels)
    }
  }

  public struct Label: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public var id: UUID
  public var occurred: Timestamp
  public var event: String
  public var resource: Involved
  public var related: [Involved]
  public var payload: RawJSON
  public var follows: UUID?

  public init(
    id: UUID, occurred: Timestamp, event: String, resource: Involved, related: [Involved] = [],
    payload: RawJSON = .emptyObject, follows: UUID? = nil
  ) {
    self.id = id
    self.occurred = occurred
    self.event = event
    self.resource = resource
    self.related = related
    self.payload = payload
    self.follows = follows
  }
}

extension EmittedEvent {
  /// An event of a client's form.
  public init(_ event: Event) {
    self.init(
      id: event.id, occurred: event.occurred, event: event.event, resource: Involved(event.resource, role: ""),
      related: event.related.map { Involved($0, role: $0.role) }, payload: event.payload, follows: event.follows)
  }
}

extension EmittedEvent.Involved {
  /// A resource, its id and its role apart from its other labels.
  ///
  /// - Parameter role: Empty for the primary resource.
  public init(_ resource: Resource, role: String) {
    self.init(
      id: resource.id, role: role,
      labels: resource.labels.filter { $0.key != "prefect.resource.id" && $0.key != "prefect.resource.role" }
        .map { EmittedEvent.Label($0.key, $0.value) })
  }

  /// All labels, `prefect.resource.id` and the role first.
  public var asResource: Resource {
    let role = role.isEmpty ? [] : [Resource.Label("prefect.resource.role", role)]
    return Resource(id: id, labels: role + labels.map { Resource.Label($0.name, $0.value) })
  }

  /// Writes all labels as one object, `prefect.resource.id` first.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("prefect.resource.id")
    writer.string(id)
    if !role.isEmpty {
      writer.key("prefect.resource.role")
      writer.string(role)
    }
    writeLabels(to: &writer)
    writer.endObject()
  }

  /// Writes the labels without id and role, as `event_resources.resource` holds them (contract §6.1).
  public func writeOtherLabels(to writer: inout JSONWriter) {
    writer.beginObject()
    writeLabels(to: &writer)
    writer.endObject()
  }

  private func writeLabels(to writer: inout JSONWriter) {
    for label in labels {
      writer.key(label.name)
      writer.string(label.value)
    }
  }
}
