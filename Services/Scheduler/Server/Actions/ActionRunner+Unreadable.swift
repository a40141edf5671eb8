internal import JSON
internal import Models
internal import Store
internal import Values

extension ActionRunner {
  /// The event of an action that this server can't read: one that a newer server queued.
  static func unreadable(_ claimed: ClaimedAction, at now: Timestamp) -> EmittedEvent {
    EmittedEvent(
      id: .timeOrdered(at: now), occurred: now, event: "prefect.automation.action.failed",
      resource: EmittedEvent.Involved(id: "prefect.automation.\(claimed.automationID)"),
      payload: RawJSON { writer in
        writer.beginObject()
        writer.key("invocation")
        writer.uuid(claimed.id)
        writer.key("reason")
        writer.string("The queued action can't be read by this server" as StaticString)
        writer.endObject()
      })
  }
}
