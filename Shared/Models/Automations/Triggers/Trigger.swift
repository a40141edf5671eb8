public import JSON
public import Values

/// When an automation acts (contract §6.5).
public enum Trigger: Sendable, Hashable {
  case event(EventTrigger)
  case metric(MetricTrigger)
  case compound(CompoundTrigger)
  case sequence(SequenceTrigger)
}

extension Trigger {
  public var id: UUID {
    switch self {
    case .event(let trigger): trigger.id
    case .metric(let trigger): trigger.id
    case .compound(let trigger): trigger.id
    case .sequence(let trigger): trigger.id
    }
  }

  /// The triggers that this one is made of; none for one that looks at events or a metric.
  public var children: [Trigger] {
    switch self {
    case .event, .metric: []
    case .compound(let trigger): trigger.triggers
    case .sequence(let trigger): trigger.triggers
    }
  }

  /// The same trigger with a new id for itself and for each trigger in it.
  public func identified(by makeID: () -> UUID) -> Trigger {
    switch self {
    case .event(var trigger):
      trigger.id = makeID()
      return .event(trigger)
    case .metric(var trigger):
      trigger.id = makeID()
      return .metric(trigger)
    case .compound(let trigger): return .compound(trigger.identified(by: makeID))
    case .sequence(let trigger): return .sequence(trigger.identified(by: makeID))
    }
  }

  /// Reads a trigger that a server stored; nil if it does not fit.
  public init?(stored raw: RawJSON) {
    guard let trigger = Reading<Trigger>.trigger.stored(raw) else { return nil }
    self = trigger
  }
}

extension Trigger: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    switch self {
    case .event(let trigger): trigger.write(to: &writer)
    case .metric(let trigger): trigger.write(to: &writer)
    case .compound(let trigger): trigger.write(to: &writer)
    case .sequence(let trigger): trigger.write(to: &writer)
    }
  }
}
