public import JSON

/// Which labels a resource has to have (contract §6.5): each label one of its patterns.
public struct ResourceSpecification: Sendable, Hashable {
  public struct Criterion: Sendable, Hashable {
    public let label: String
    public let patterns: [String]
    /// Whether the patterns were given as a list; otherwise there is one.
    let isList: Bool
    /// The patterns, read.
    public let globs: [GlobPattern]

    init(label: String, patterns: [String], isList: Bool = true) {
      self.label = label
      self.patterns = patterns
      self.isList = isList
      globs = patterns.map { GlobPattern($0) }
    }

    func matches(_ resource: Resource) -> Bool {
      let value = resource[label]
      return globs.contains { $0.matches(value) }
    }
  }

  /// In the order in which they were given; none lets every resource through.
  public var criteria: [Criterion]

  public init(criteria: [Criterion] = []) {
    self.criteria = criteria
  }

  public func matches(_ resource: Resource) -> Bool {
    criteria.allSatisfy { $0.matches(resource) }
  }

  /// Whether one of the resources matches; without criteria that is so even if there is none.
  public func matchesAny(of resources: [Resource]) -> Bool {
    criteria.isEmpty || resources.contains(where: matches)
  }
}

extension ResourceSpecification: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for criterion in criteria {
      writer.key(criterion.label)
      if criterion.isList { writer.strings(criterion.patterns) } else { writer.string(criterion.patterns[0]) }
    }
    writer.endObject()
  }
}

extension ValueSchema {
  /// Labels with a pattern or several.
  public static let resourceSpecification = component(
    SchemaComponent(name: "ResourceSpecification") { .map(.either([.string, .list(.string)])) })
}

extension Reading where Value == ResourceSpecification {
  /// An object of patterns, or of lists of patterns.
  public static let resourceSpecification = Reading(
    schema: .resourceSpecification, fallback: ResourceSpecification()
  ) { value, problems in
    guard value.kind == .object else {
      problems.add("dict_type", "Input should be a valid dictionary", input: value)
      return nil
    }
    let maximum = problems.limits.events.labelsPerResource
    guard value.memberCount <= maximum else {
      problems.addValueError("The maximum number of labels per resource is \(maximum)", input: value)
      return nil
    }
    var specification = ResourceSpecification()
    var places: [String: Int] = [:]
    for (label, member) in value.members {
      guard let criterion = problems.at(.name(label), { patterns(label, member, problems) }) else { continue }
      if let place = places[label] {
        specification.criteria[place] = criterion
      } else {
        places[label] = specification.criteria.count
        specification.criteria.append(criterion)
      }
    }
    return specification
  }

  private static func patterns(
    _ label: String, _ value: JSONValue, _ problems: ProblemList
  ) -> ResourceSpecification.Criterion? {
    if let pattern = value.text, !value.isBrokenText {
      return ResourceSpecification.Criterion(label: label, patterns: [pattern], isList: false)
    }
    let list = problems.scratch()
    let patterns = Reading<[String]>.list(.string).read(value, list)
    if list.isEmpty { return ResourceSpecification.Criterion(label: label, patterns: patterns) }
    problems.at(.name("str")) { _ = Reading<String>.string.read(value, problems) }
    problems.at(.name("list[str]")) { _ = Reading<[String]>.list(.string).read(value, problems) }
    return nil
  }
}
