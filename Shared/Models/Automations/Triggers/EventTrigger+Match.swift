internal import JSON

/// A specification of resources may be told as one of several types; what is none is told as a problem of each.
private enum SpecificationType {
  static let names = ["ResourceSpecification", "dict[str,union[str,list[str]]]"]
  static let list = "list[union[\(names.joined(separator: ","))]]"

  static func refuse(_ value: JSONValue, _ problems: ProblemList) {
    for name in names {
      problems.at(.name(name)) { problems.add("dict_type", "Input should be a valid dictionary", input: value) }
    }
  }
}

extension Reading where Value == ResourceSpecification {
  static let match = Reading(schema: .resourceSpecification, fallback: ResourceSpecification()) { value, problems in
    if value.kind == .object { return resourceSpecification.read(value, problems) }
    SpecificationType.refuse(value, problems)
    return nil
  }
}

extension Reading where Value == EventTrigger.RelatedMatch {
  /// One specification, or a list of them. The first one of a list that is wrong is the only one that is told, and without
  /// its place.
  static let relatedMatch = Reading(
    schema: .either([.resourceSpecification, .list(.resourceSpecification)]), fallback: .each([])
  ) { value, problems in
    switch value.kind {
    case .object: return .one(Reading<ResourceSpecification>.resourceSpecification.read(value, problems))
    case .array: return list(value, problems)
    default:
      SpecificationType.refuse(value, problems)
      problems.at(.name(SpecificationType.list)) {
        problems.add("list_type", "Input should be a valid list", input: value)
      }
      return nil
    }
  }

  private static func list(_ value: JSONValue, _ problems: ProblemList) -> EventTrigger.RelatedMatch? {
    var specifications: [ResourceSpecification] = []
    let before = problems.count
    for element in value.elements where element.kind == .object {
      specifications.append(Reading<ResourceSpecification>.resourceSpecification.read(element, problems))
      guard problems.count == before else { return nil }
    }
    let others = value.elements.enumerated().filter { $0.element.kind != .object }
    guard !others.isEmpty else { return .each(specifications) }
    SpecificationType.refuse(value, problems)
    problems.at(.name(SpecificationType.list)) {
      for (index, element) in others where !problems.isFull {
        problems.at(.index(index)) { SpecificationType.refuse(element, problems) }
      }
    }
    return nil
  }
}
