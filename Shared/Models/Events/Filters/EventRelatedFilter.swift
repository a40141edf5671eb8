internal import JSON

/// Criteria that one related resource of an event has to meet together; nil and empty lists restrict nothing.
public struct EventRelatedFilter: Sendable, Hashable, ObjectReadable {
  public struct Place: Sendable, Hashable {
    public var resourceID: String
    public var role: String
  }

  public var ids: [String]?
  public var roles: [String]?
  public var resourcesInRoles: [Place]?
  public var labels: ResourceSpecification?

  public init(reader: inout ObjectReader) {
    ids = reader.optional("id", .list(.string))
    roles = reader.optional("role", .list(.string))
    resourcesInRoles = reader.optional("resources_in_roles", .list(.place))
    labels = reader.optional("labels", .resourceSpecification)
  }
}

extension Reading where Value == EventRelatedFilter.Place {
  /// A pair of a resource's id and a role.
  fileprivate static let place = Reading(
    schema: .list(.string, minimum: 2, maximum: 2), fallback: EventRelatedFilter.Place(resourceID: "", role: "")
  ) { value, problems in
    guard value.kind == .array else {
      problems.add("tuple_type", "Input should be a valid tuple", input: value)
      return nil
    }
    let items = Array(value.elements)
    guard items.count <= 2 else {
      problems.add(
        "too_long", "Tuple should have at most 2 items after validation, not \(items.count)", input: value,
        context: RawJSON(
          validated: Array(#"{"field_type":"Tuple","max_length":2,"actual_length":\#(items.count)}"#.utf8)))
      return nil
    }
    var texts: [String] = []
    for (index, item) in items.enumerated() {
      texts.append(problems.at(.index(index)) { Reading<String>.string.read(item, problems) })
    }
    for index in items.count..<2 {
      problems.at(.index(index)) { problems.add("missing", "Field required", input: value) }
    }
    return texts.count == 2 ? EventRelatedFilter.Place(resourceID: texts[0], role: texts[1]) : nil
  }
}
