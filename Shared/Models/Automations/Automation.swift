public import JSON
public import Values

/// What is to be done when events come, or do not come (contract §6).
public struct Automation: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  public var about: String
  public var isEnabled: Bool
  public var tags: [String]
  /// When it acts, as it is stored.
  public var trigger: RawJSON
  /// What it does then, as it is stored: arrays of actions.
  public var actions: RawJSON
  public var actionsOnTrigger: RawJSON
  public var actionsOnResolve: RawJSON

  public init(
    id: UUID, created: Timestamp, updated: Timestamp, name: String, about: String, isEnabled: Bool, tags: [String],
    trigger: RawJSON, actions: RawJSON, actionsOnTrigger: RawJSON, actionsOnResolve: RawJSON
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.name = name
    self.about = about
    self.isEnabled = isEnabled
    self.tags = tags
    self.trigger = trigger
    self.actions = actions
    self.actionsOnTrigger = actionsOnTrigger
    self.actionsOnResolve = actionsOnResolve
  }
}

extension Automation {
  /// What trigger and actions together would lead to; nil if nothing is wrong with them, or if they are none of ours.
  public var problem: String? {
    guard isEnabled, let trigger = Trigger(stored: trigger), let actions = AutomationAction.list(stored: actions) else {
      return nil
    }
    return PreventRunLoops.problem(with: trigger, actions)
  }
}

extension Automation: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writer.key("name")
    writer.string(name)
    writer.key("description")
    writer.string(about)
    writer.key("enabled")
    writer.bool(isEnabled)
    writer.key("tags")
    writer.strings(tags)
    writer.key("trigger")
    writer.raw(trigger)
    writer.key("actions")
    writer.raw(actions)
    writer.key("actions_on_trigger")
    writer.raw(actionsOnTrigger)
    writer.key("actions_on_resolve")
    writer.raw(actionsOnResolve)
    writer.endObject()
  }
}
