public import Models
public import Values
internal import JSON

/// What a firing of an automation's own trigger leads to: the events that tell of it, and the actions it asks for (contract
/// §6.6).
public struct FiringOutcome: Sendable {
  /// `automation.triggered`, `automation.resolved` or both.
  public let events: [Event]
  public let actions: [TriggeredAction]

  public init(_ firing: Firing, of automation: LoadedAutomation, makeID: () -> UUID) {
    var events: [TriggerState: Event] = [:]
    let states = TriggerState.allCases.filter(firing.states.contains)
    for state in states {
      events[state] = FiringOutcome.event(state, of: firing, automation.automation, id: makeID())
    }
    self.events = states.compactMap { events[$0] }
    let first = self.events.first?.id
    var actions: [TriggeredAction] = []
    func add(_ list: [AutomationAction], event: ReceivedEvent?, stateChange: UUID?) {
      for action in list {
        actions.append(
          TriggeredAction(
            id: makeID(), automation: automation.automation, firing: firing, triggered: firing.triggered,
            labels: firing.labels, event: event, action: action, index: actions.count, stateChangeEvent: stateChange))
      }
    }
    // Of all triggers only metric ones resolve without having been triggered by the same firing.
    if firing.states.contains(.triggered) { add(automation.actions, event: firing.event, stateChange: first) }
    for (state, list) in [
      (TriggerState.triggered, automation.actionsOnTrigger), (.resolved, automation.actionsOnResolve),
    ] {
      guard let event = events[state] else { continue }
      add(list, event: ReceivedEvent(event, received: firing.triggered), stateChange: event.id)
    }
    self.actions = actions
  }

  private static func event(_ state: TriggerState, of firing: Firing, _ automation: Automation, id: UUID) -> Event {
    var labels = [Resource.Label("prefect.resource.name", automation.name)]
    switch firing.trigger {
    case .event(let trigger): labels.append(Resource.Label("prefect.posture", trigger.posture.rawValue))
    case .metric: labels.append(Resource.Label("prefect.posture", "Metric"))
    case .compound, .sequence: break
    }
    let related = firing.event.map {
      Resource(
        id: "prefect.event.\($0.event.id)", labels: [Resource.Label("prefect.resource.role", "triggering-event")])
    }
    return Event(
      occurred: firing.triggered, event: "prefect.automation.\(state.rawValue.lowercased())",
      resource: Resource(id: "prefect.automation.\(automation.id)", labels: labels),
      related: related.map { [$0] } ?? [],
      payload: RawJSON { writer in
        writer.beginObject()
        writer.key("triggering_labels")
        writer.labelValues(firing.labels)
        writer.key("triggering_event")
        if let event = firing.event { writer.value(event) } else { writer.null() }
        if let value = firing.value {
          writer.key("triggering_value")
          writer.raw(value)
        }
        writer.endObject()
      }, id: id)
  }
}
