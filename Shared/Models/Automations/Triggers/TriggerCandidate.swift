internal import JSON

/// A value that may be a trigger, with what was made of it and of the triggers inside.
///
/// Every kind of trigger is tried with the inner ones as they were read once, so the work grows with the size of the value
/// and not with the power of its depth.
struct TriggerCandidate: Sendable {
  private let value: JSONValue
  private let children: [TriggerCandidate]
  /// The trigger that fits best.
  let match: UnionMatch<Trigger>?

  init(_ value: JSONValue, _ problems: ProblemList) {
    self.value = value
    let list = value["triggers"]
    children = list.map { $0.elements.map { TriggerCandidate($0, problems) } } ?? []
    var members = TriggerCandidate.members(children, isInCompound: false, tells: false)
    if problems.limits.acceptsMetricTriggers { members.append(TriggerCandidate.metric) }
    match = members.best(for: value, problems)
  }

  /// Notes why it is no trigger, as each kind sees it.
  ///
  /// - Parameter isInCompound: Whether it lies in a compound trigger, at any depth; the API names compound triggers
  ///   differently there.
  func tell(_ problems: ProblemList, isInCompound: Bool = false) {
    // Prefect's server knows no metric triggers: only where one is meant is it told what is wrong with it.
    if problems.limits.acceptsMetricTriggers, value["metric"]?.kind == .object {
      [TriggerCandidate.metric].tell(about: value, problems)
      return
    }
    TriggerCandidate.members(children, isInCompound: isInCompound, tells: true).tell(about: value, problems)
  }

  private static let metric = UnionMember<Trigger>("MetricTrigger") { .metric(MetricTrigger(reader: &$0)) }

  /// - Parameter tells: Whether the problems of children are told, or only that there are some.
  private static func members(
    _ children: [TriggerCandidate], isInCompound: Bool, tells: Bool
  ) -> [UnionMember<Trigger>] {
    let nested = children.reduce(0) { $0 + ($1.match?.members ?? 0) }
    let inner = "function-after[validate_require(), CompoundTrigger]"
    return [
      UnionMember("EventTrigger") { .event(EventTrigger(reader: &$0)) },
      UnionMember(isInCompound ? inner : "function-after[validate_require(), \(inner)]", nested: nested) {
        .compound(CompoundTrigger(reader: &$0, children: list(children, isInCompound: true, tells: tells)))
      } rule: { trigger in
        if case .compound(let trigger) = trigger { trigger.requirementProblem } else { nil }
      },
      UnionMember("SequenceTrigger", nested: nested) {
        .sequence(SequenceTrigger(reader: &$0, children: list(children, isInCompound: isInCompound, tells: tells)))
      },
    ]
  }

  private static func list(
    _ children: [TriggerCandidate], isInCompound: Bool, tells: Bool
  ) -> Reading<[Trigger]> {
    Reading(schema: .list(.trigger), fallback: []) { value, problems in
      guard value.kind == .array else {
        problems.add("list_type", "Input should be a valid list", input: value)
        return nil
      }
      for (index, child) in children.enumerated() where child.match == nil && !problems.isFull {
        guard tells else {
          problems.addValueError("not a trigger", input: nil)
          return nil
        }
        problems.at(.index(index)) { child.tell(problems, isInCompound: isInCompound) }
      }
      return children.compactMap(\.match?.value)
    }
  }
}

extension ValueSchema {
  /// One of the kinds of triggers; members of others are ignored.
  static let trigger: ValueSchema = .component(
    SchemaComponent(name: "Trigger") {
      .either([
        .object(.ignored) { EventTrigger(reader: &$0) },
        .object(.ignored) { MetricTrigger(reader: &$0) },
        .object(.ignored) { CompoundTrigger(reader: &$0, children: .list(.trigger)) },
        .object(.ignored) { SequenceTrigger(reader: &$0, children: .list(.trigger)) },
      ])
    })
}

extension Reading where Value == Trigger {
  /// A trigger of the kind that fits best; if none does, the problems of all kinds are told.
  public static let trigger: Reading = Reading(schema: .trigger, fallback: .event(EventTrigger())) { value, problems in
    let candidate = TriggerCandidate(value, problems)
    if candidate.match == nil { candidate.tell(problems) }
    return candidate.match?.value
  }
}
