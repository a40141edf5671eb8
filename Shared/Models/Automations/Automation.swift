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
  public var tags: RawJSON
  /// When it acts.
  public var trigger: RawJSON
  /// What it does then: arrays of actions.
  public var actions: RawJSON
  public var actionsOnTrigger: RawJSON
  public var actionsOnResolve: RawJSON

  public init(
    id: UUID, created: Timestamp, updated: Timestamp, name: String, about: String, isEnabled: Bool, tags: RawJSON,
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
    writer.raw(tags)
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
