public import JSON
public import Values

/// One action that a firing asks for, with all that it takes to carry it out: the automation as it was then (contract §6.8).
public struct TriggeredAction: Sendable, Hashable {
  /// The invocation: the same however often it is tried.
  public var id: UUID
  public var automation: Automation
  public var firing: Firing?
  public var triggered: Timestamp
  /// The values of the trigger's `for_each` labels.
  public var labels: [Resource.Label]
  /// For actions on trigger and on resolve, the automation's own event.
  public var event: ReceivedEvent?
  public var action: AutomationAction
  /// The action's place among all of the automation's actions.
  public var index: Int
  /// The `automation.triggered` or `automation.resolved` event that asked for the action.
  public var stateChangeEvent: UUID?

  public init(
    id: UUID, automation: Automation, firing: Firing?, triggered: Timestamp, labels: [Resource.Label],
    event: ReceivedEvent?, action: AutomationAction, index: Int, stateChangeEvent: UUID?
  ) {
    self.id = id
    self.automation = automation
    self.firing = firing
    self.triggered = triggered
    self.labels = labels
    self.event = event
    self.action = action
    self.index = index
    self.stateChangeEvent = stateChangeEvent
  }

  /// Under which a run of a deployment is created once, however often the action is tried.
  public var idempotencyKey: String { "automation \(automation.id), action \(index), invocation \(id)" }
}

extension TriggeredAction {
  /// Reads an action that a server queued; nil if it does not fit.
  public init?(stored raw: RawJSON) {
    guard let action = Reading<TriggeredAction>.model(TriggeredAction.self).stored(raw) else { return nil }
    self = action
  }
}

extension TriggeredAction: ObjectReadable {
  public static var unknownKeys: UnknownKeys { .ignored }

  public init(reader: inout ObjectReader) {
    id = reader.required("id", .uuid)
    automation = reader.required("automation", .model(Automation.self))
    firing = reader.optional("firing", .model(Firing.self))
    triggered = reader.required("triggered", .timestamp)
    labels = reader.value("triggering_labels", .labelValues, default: [])
    event = reader.optional("triggering_event", .model(ReceivedEvent.self))
    action = reader.required("action", .action)
    index = reader.value("action_index", .integer, default: 0)
    stateChangeEvent = reader.optional("automation_triggered_event_id", .uuid)
  }
}

extension TriggeredAction: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("automation")
    writer.value(automation)
    writer.key("id")
    writer.uuid(id)
    writer.key("firing")
    if let firing { writer.value(firing) } else { writer.null() }
    writer.key("triggered")
    writer.timestamp(triggered)
    writer.key("triggering_labels")
    writer.labelValues(labels)
    writer.key("triggering_event")
    if let event { writer.value(event) } else { writer.null() }
    writer.key("action")
    writer.value(action)
    writer.key("action_index")
    writer.integer(index)
    writer.key("automation_triggered_event_id")
    writer.uuid(stateChangeEvent)
    writer.endObject()
  }
}

extension Automation: ObjectReadable {
  public static var unknownKeys: UnknownKeys { .ignored }

  /// Reads what `write` writes.
  public init(reader: inout ObjectReader) {
    self.init(
      id: reader.required("id", .uuid), created: reader.required("created", .timestamp),
      updated: reader.required("updated", .timestamp), name: reader.required("name", .string),
      about: reader.value("description", .string, default: ""),
      isEnabled: reader.value("enabled", .bool, default: true),
      tags: reader.value("tags", .list(.string), default: []), trigger: reader.required("trigger", .object),
      actions: reader.required("actions", .any), actionsOnTrigger: reader.required("actions_on_trigger", .any),
      actionsOnResolve: reader.required("actions_on_resolve", .any))
  }
}
