public import JSON
public import Values

/// What a firing says of its trigger: that its condition came to hold, or ceased to.
public enum TriggerState: String, Sendable, CaseIterable {
  case triggered = "Triggered"
  case resolved = "Resolved"
}

/// One instance of a trigger that fired (contract §6.6), in the form in which Prefect stores it.
public struct Firing: Sendable, Hashable {
  public var id: UUID
  public var trigger: Trigger
  /// At least one, in the order in which they are declared.
  public var states: [TriggerState]
  /// When the trigger fired, which may be later than the event occurred.
  public var triggered: Timestamp
  /// The values of the event trigger's `for_each` labels, sorted by label.
  public var labels: [Resource.Label]
  /// The firings of the children that made a compound or sequence trigger fire.
  public var children: [Firing]
  /// The event that made the trigger fire; for a proactive trigger the last one that matched, if there was one.
  public var event: ReceivedEvent?
  /// The value of a metric, of a metric trigger.
  public var value: RawJSON?

  public init(
    id: UUID, trigger: Trigger, states: [TriggerState] = [.triggered], triggered: Timestamp,
    labels: [Resource.Label] = [], children: [Firing] = [], event: ReceivedEvent? = nil, value: RawJSON? = nil
  ) {
    self.id = id
    self.trigger = trigger
    self.states = states
    self.triggered = triggered
    self.labels = labels
    self.children = children
    self.event = event
    self.value = value
  }

  /// The firing and all that it is made of, depth first.
  public var allFirings: [Firing] { [self] + children.flatMap(\.allFirings) }

  /// The events of the firing and of all that it is made of, depth first.
  public var allEvents: [ReceivedEvent] { (event.map { [$0] } ?? []) + children.flatMap(\.allEvents) }
}

extension Firing: ObjectReadable {
  public static var unknownKeys: UnknownKeys { .ignored }

  public init(reader: inout ObjectReader) {
    id = reader.required("id", .uuid)
    trigger = reader.required("trigger", .trigger)
    states = reader.required("trigger_states", .list(.enumeration(TriggerState.self)))
    triggered = reader.required("triggered", .timestamp)
    labels = reader.value("triggering_labels", .labelValues, default: [])
    children = reader.value("triggering_firings", .firings, default: [])
    event = reader.optional("triggering_event", .model(ReceivedEvent.self))
    value = reader.optional("triggering_value", .any)
  }
}

extension Firing: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("trigger")
    writer.value(trigger)
    writer.key("trigger_states")
    writer.strings(states.map(\.rawValue))
    writer.key("triggered")
    writer.timestamp(triggered)
    writer.key("triggering_labels")
    writer.labelValues(labels)
    writer.key("triggering_firings")
    writer.values(children)
    writer.key("triggering_event")
    if let event { writer.value(event) } else { writer.null() }
    writer.key("triggering_value")
    writer.raw(value)
    writer.endObject()
  }
}

extension JSONWriter {
  /// The values of labels as one object.
  public mutating func labelValues(_ labels: [Resource.Label]) {
    beginObject()
    for label in labels {
      key(label.key)
      string(label.value)
    }
    endObject()
  }
}

extension Reading where Value == [Resource.Label] {
  /// An object of texts, in its own order.
  static let labelValues = Reading(schema: .map(.string), fallback: []) { value, problems in
    guard value.kind == .object else {
      problems.add("dict_type", "Input should be a valid dictionary", input: value)
      return nil
    }
    return value.members.map { Resource.Label($0, Reading<String>.string.read($1, problems)) }
  }
}

extension Reading where Value == [Firing] {
  /// Firings inside a firing; the depth is bounded by that of the JSON.
  static var firings: Reading {
    Reading(schema: .list(.anyObject), fallback: []) { value, problems in
      Reading<[Firing]>.list(.model(Firing.self)).read(value, problems)
    }
  }
}
