internal import JSON
internal import Models
internal import Values

/// The events that tell of an action (contract §6.3): that it was asked for, and how it ended.
struct ActionEvents: Sendable {
  /// How an action ended.
  enum Outcome: Sendable, Hashable {
    case executed
    case failed(reason: String)

    var name: String {
      switch self {
      case .executed: "executed"
      case .failed: "failed"
      }
    }
  }

  /// A triggering event that is further away than this is not followed: those who order events would wait for it in vain.
  private static let closeness = Duration.seconds(300)

  let action: TriggeredAction
  let report: ActionReport
  let outcome: Outcome

  func events(at now: Timestamp) -> [EmittedEvent] {
    let triggered = UUID.timeOrdered(at: now)
    return report.events + [
      EmittedEvent(
        id: triggered, occurred: action.triggered, event: "prefect.automation.action.triggered", resource: resource,
        related: related, payload: RawJSON { writer in writeDetails(to: &writer, isEnd: false) }, follows: followed),
      EmittedEvent(
        id: .timeOrdered(at: now), occurred: now, event: "prefect.automation.action.\(outcome.name)",
        resource: resource, related: related, payload: RawJSON { writer in writeDetails(to: &writer, isEnd: true) },
        follows: triggered),
    ]
  }

  private var followed: UUID? {
    guard let event = action.event?.event else { return nil }
    let distance = action.triggered - event.occurred
    return distance < ActionEvents.closeness && distance > .zero - ActionEvents.closeness ? event.id : nil
  }

  private var resource: EmittedEvent.Involved {
    let trigger = action.automation.trigger.document()?.root
    let type = trigger?["type"]?.text ?? "event"
    var labels = [
      EmittedEvent.Label("prefect.resource.name", action.automation.name),
      EmittedEvent.Label("prefect.trigger-type", type),
    ]
    if type == "event", let posture = trigger?["posture"]?.text {
      labels.append(EmittedEvent.Label("prefect.posture", posture))
    }
    return EmittedEvent.Involved(id: "prefect.automation.\(action.automation.id)", labels: labels)
  }

  private var related: [EmittedEvent.Involved] {
    var related = report.related
    if let id = action.stateChangeEvent {
      related.append(EmittedEvent.Involved(id: "prefect.event.\(id)", role: "automation-triggered-event"))
    }
    if let id = action.event?.event.id {
      related.append(EmittedEvent.Involved(id: "prefect.event.\(id)", role: "triggering-event"))
    }
    return related
  }

  private func writeDetails(to writer: inout JSONWriter, isEnd: Bool) {
    writer.beginObject()
    writer.key("action_index")
    writer.integer(action.index)
    writer.key("action_type")
    writer.string(action.action.type)
    writer.key("invocation")
    writer.uuid(action.id)
    if isEnd {
      if case .failed(let reason) = outcome {
        writer.key("reason")
        writer.string(reason.storable)
      }
      for (name, value) in report.details.members {
        writer.key(name)
        writer.raw(value)
      }
    }
    writer.endObject()
  }
}
