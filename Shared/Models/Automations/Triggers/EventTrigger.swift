public import JSON
public import Values

/// Fires on events that come, or on those that don't.
public struct EventTrigger: Sendable, Hashable {
  /// Whether the presence or the absence of events counts.
  public enum Posture: String, Sendable, CaseIterable {
    case reactive = "Reactive"
    case proactive = "Proactive"
  }

  /// What related resources of an event have to be.
  public enum RelatedMatch: Sendable, Hashable {
    case one(ResourceSpecification)
    /// Each of them has to be satisfied by some related resource.
    case each([ResourceSpecification])

    /// Each has to be satisfied by one of the related resources.
    public var specifications: [ResourceSpecification] {
      switch self {
      case .one(let specification): [specification]
      case .each(let specifications): specifications
      }
    }
  }

  public var id = UUID(high: 0, low: 0)
  public var match = ResourceSpecification()
  public var matchRelated = RelatedMatch.one(ResourceSpecification())
  /// Names of the events after which it waits for others; none means that it always does.
  public var after: [String] = []
  /// Names of the events it waits for; none means any.
  public var expect: [String] = []
  /// The labels each combination of whose values is counted by itself.
  public var forEach: [String] = []
  public var posture = Posture.reactive
  /// How many events it takes, or how many are too few.
  public var threshold = 1
  /// Within what time; zero means that each event counts at once. Proactive ones wait for ten seconds or more.
  public var within = Duration.zero

  public init() {}
}

extension EventTrigger {
  /// What proactive triggers wait for at least.
  static let leastProactiveWait = Duration.seconds(10)

  /// - Parameter reader: A problem with the time of a proactive trigger is the only one that is told.
  init(reader: inout ObjectReader) {
    if let problem = EventTrigger.problem(with: reader) {
      reader.refuse(problem)
      return
    }
    _ = reader.value("type", .literal("event"), default: "event")
    id = reader.value("id", .uuid, default: id)
    match = reader.value("match", .match, default: match)
    matchRelated = reader.value("match_related", .relatedMatch, default: matchRelated)
    after = reader.value("after", .stringSet, default: [])
    expect = reader.value("expect", .stringSet, default: [])
    forEach = reader.value("for_each", .stringSet, default: [])
    posture = reader.required("posture", .posture)
    threshold = reader.value("threshold", .integer, default: 1)
    within = reader.value("within", .naturalDuration, default: .zero)
    if posture == .proactive, within == .zero { within = EventTrigger.leastProactiveWait }
  }

  private static func problem(with reader: ObjectReader) -> String? {
    guard let within = reader.peek("within") else { return nil }
    if within.isNull { return "`within` should be a valid timedelta" }
    guard reader.peek("posture")?.text == Posture.proactive.rawValue else { return nil }
    let span = Reading<Duration>.duration.read(within, reader.problems.scratch())
    return span == .zero || span >= leastProactiveWait
      ? nil : "`within` for Proactive triggers must be greater than or equal to 10 seconds"
  }
}

extension EventTrigger: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("type")
    writer.string("event" as StaticString)
    writer.key("id")
    writer.uuid(id)
    writer.key("match")
    writer.value(match)
    writer.key("match_related")
    writer.value(matchRelated)
    writer.key("after")
    writer.strings(after)
    writer.key("expect")
    writer.strings(expect)
    writer.key("for_each")
    writer.strings(forEach)
    writer.key("posture")
    writer.string(posture.rawValue)
    writer.key("threshold")
    writer.integer(threshold)
    writer.key("within")
    writer.duration(within)
    writer.endObject()
  }
}

extension Reading where Value == EventTrigger.Posture {
  fileprivate static let posture = Reading(schema: .enumeration(Value.self), fallback: .reactive) { value, problems in
    if let posture = value.text.flatMap(EventTrigger.Posture.init(rawValue:)) { return posture }
    problems.addLiteralError("Posture.Reactive or Posture.Proactive", input: value)
    return nil
  }
}

extension Reading where Value == Duration {
  /// Zero or more.
  fileprivate static let naturalDuration = Reading(schema: .span, fallback: .zero) { value, problems in
    let before = problems.count
    let span = duration.read(value, problems)
    guard problems.count == before, span < .zero else { return span }
    problems.add(
      "greater_than_equal", "Input should be greater than or equal to 0 seconds", input: value,
      context: RawJSON(validated: Array(#"{"ge":"0 seconds"}"#.utf8)))
    return nil
  }
}
