internal import JSON
internal import Models
internal import Postgres
internal import Values

extension Automation {
  /// Reads `AutomationStatement.columns`. Rows of older servers are brought into today's form; what is none of ours passes
  /// through as it is.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    self.init(
      id: try reader.uuid(), created: try reader.timestamp(), updated: try reader.timestamp(), name: try reader.text(),
      about: try reader.text(), isEnabled: try reader.bool(), tags: try reader.strings(),
      trigger: Automation.trigger(try reader.rawJSON()), actions: Automation.actions(try reader.rawJSON()),
      actionsOnTrigger: Automation.actions(try reader.rawJSON()),
      actionsOnResolve: Automation.actions(try reader.rawJSON()))
  }

  private static func trigger(_ stored: RawJSON) -> RawJSON {
    Trigger(stored: stored).map { RawJSON(writing: $0.write) } ?? stored
  }

  private static func actions(_ stored: RawJSON) -> RawJSON {
    AutomationAction.list(stored: stored).map(text(of:)) ?? stored
  }

  /// A trigger that is stored anew gets new ids.
  static func text(of trigger: Trigger) -> RawJSON { RawJSON(writing: trigger.identified(by: UUID.random).write) }

  /// Whether a trigger is the one that is stored, but for the ids.
  static func isSame(_ trigger: Trigger, as stored: RawJSON) -> Bool {
    let id = UUID(high: 0, low: 0)
    return Trigger(stored: stored)?.identified { id } == trigger.identified { id }
  }

  static func text(of actions: [AutomationAction]) -> RawJSON { RawJSON { $0.values(actions) } }

  /// The columns behind `updated`, in their order.
  var values: [SQLValue] {
    [
      .text(name), .text(about), .bool(isEnabled), .jsonb(tags.json), .jsonb(trigger.bytes), .jsonb(actions.bytes),
      .jsonb(actionsOnTrigger.bytes), .jsonb(actionsOnResolve.bytes),
    ]
  }

  /// The event of a change of this automation (contract §6.3).
  func event(_ verb: StaticString, at moment: Timestamp) -> [SQLValue] {
    EventWrite.values(for: [emitted(verb, RawJSON(writing: write), at: moment)], received: moment)
  }

  func updatedEvent(at moment: Timestamp) -> EmittedEvent { emitted("updated", RawJSON(writing: write), at: moment) }

  /// Tells that this automation was switched off as it made itself fire.
  func loopEvent(limit: Int, at moment: Timestamp) -> EmittedEvent {
    let reason =
      "The automation was disabled: what it does made it fire more than \(limit) times in a minute."
    return emitted(
      "loop-stopped",
      RawJSON {
        $0.beginObject()
        $0.key("reason")
        $0.string(reason)
        $0.key("firings_per_minute")
        $0.integer(limit)
        $0.endObject()
      }, at: moment)
  }

  private func emitted(_ verb: StaticString, _ payload: RawJSON, at moment: Timestamp) -> EmittedEvent {
    EmittedEvent(
      id: .timeOrdered(at: moment), occurred: moment, event: "prefect.automation.\(verb)",
      resource: .init(kind: "prefect.automation", id: id, role: "", name: name), payload: payload)
  }
}
