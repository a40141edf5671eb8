public import JSON

/// What an event is about: labels, of which `prefect.resource.id` is always there. Their order is kept.
public struct Resource: Sendable, Hashable {
  public var labels: [Label]

  public struct Label: Sendable, Hashable {
    public var key: String
    public var value: String

    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  public init(id: String, labels: [Label] = []) {
    self.labels = [Label("prefect.resource.id", id)] + labels
  }

  public init(labels: [Label]) {
    self.labels = labels
  }

  public subscript(key: String) -> String? {
    labels.first { $0.key == key }?.value
  }

  /// Never empty in an event that passed.
  public var id: String { self["prefect.resource.id"] ?? "" }

  public var name: String? { self["prefect.resource.name"] }

  /// Of a related resource: never empty in an event that passed.
  public var role: String { self["prefect.resource.role"] ?? "" }

  /// The labels but for id and role, as `event_resources` stores them.
  public func writeFurtherLabels(to writer: inout JSONWriter) {
    writer.beginObject()
    for label in labels where label.key != "prefect.resource.id" && label.key != "prefect.resource.role" {
      writer.key(label.key)
      writer.string(label.value)
    }
    writer.endObject()
  }
}

extension Resource: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for label in labels {
      writer.key(label.key)
      writer.string(label.value)
    }
    writer.endObject()
  }
}

extension ValueSchema {
  /// Labels, of which one says what the resource is.
  public static let resource = labels(name: "Resource", required: ["prefect.resource.id"])
  /// Labels, of which one says what the resource is and one what it is to the event.
  public static let relatedResource = labels(
    name: "RelatedResource", required: ["prefect.resource.id", "prefect.resource.role"])

  private static func labels(name: String, required: [String]) -> ValueSchema {
    .component(
      SchemaComponent(name: name) {
        .object(ObjectSchema(required.map { ObjectSchema.Member($0, .string(minimum: 1)) }, others: .string))
      })
  }
}

extension Reading where Value == Resource {
  /// The resource an event is about.
  public static let resource = Reading(schema: .resource, fallback: Resource(labels: [])) { value, problems in
    labels(value, problems) { resource in missing(resource) }
  }

  /// A resource an event is related to, which also needs a role.
  public static let relatedResource = Reading(schema: .relatedResource, fallback: Resource(labels: [])) {
    value, problems in
    labels(value, problems) { resource in
      if let message = missing(resource) { return message }
      guard let role = resource["prefect.resource.role"] else {
        return "Related Resources must include the prefect.resource.role label"
      }
      return role.isEmpty ? "The prefect.resource.role label must be non-empty" : nil
    }
  }

  private static func missing(_ resource: Resource) -> String? {
    guard let id = resource["prefect.resource.id"] else {
      return "Resources must include the prefect.resource.id label"
    }
    return id.isEmpty ? "The prefect.resource.id label must be non-empty" : nil
  }

  private static func labels(
    _ value: JSONValue, _ problems: ProblemList, rule: (Resource) -> String?
  ) -> Resource? {
    guard value.kind == .object else {
      problems.add("dict_type", "Input should be a valid dictionary", input: value)
      return nil
    }
    let before = problems.count
    let maximum = problems.limits.events.labelsPerResource
    // More labels than are allowed need not be read.
    let count = value.memberCount
    guard count <= maximum else {
      problems.addValueError("The maximum number of labels per resource is \(maximum)", input: value)
      return nil
    }
    var resource = Resource(labels: [])
    resource.labels.reserveCapacity(count)
    var places: [String: Int] = [:]
    for (key, member) in value.members {
      guard let text = member.text else {
        problems.at(.name(key)) { _ = Reading<String>.string.read(member, problems) }
        continue
      }
      if let place = places.updateValue(resource.labels.count, forKey: key) {
        // Repeated: the first place, the last value.
        places[key] = place
        resource.labels[place].value = text
      } else {
        resource.labels.append(Resource.Label(key, text))
      }
    }
    guard problems.count == before else { return nil }
    if let message = rule(resource) {
      problems.addValueError(message, input: value)
      return nil
    }
    return resource
  }
}
