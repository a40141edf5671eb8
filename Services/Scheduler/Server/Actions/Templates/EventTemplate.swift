internal import JSON
internal import Models
internal import Templates
internal import Values

/// Events and firings as templates see them.
enum EventTemplate {
  /// - Parameter links: Where the page of the event is.
  static func value(_ received: ReceivedEvent, links: PageLinks? = nil) -> TemplateValue {
    let event = received.event
    let primary = TemplateValue.object(TemplateResource(labels(event.resource), isRelated: false))
    let related = event.related.map { TemplateResource(labels($0), isRelated: true) }
    let fields = [
      TemplateModel.Field("occurred", .moment(event.occurred)),
      TemplateModel.Field("event", .text(event.event)),
      TemplateModel.Field("resource", primary),
      TemplateModel.Field("related", .list(related.map { .object($0) })),
      TemplateModel.Field("payload", event.payload.document().map { TemplateValue($0.root) } ?? .none),
      TemplateModel.Field("id", .identifier(event.id)),
      TemplateModel.Field("follows", event.follows.map { .identifier($0) } ?? .none),
      TemplateModel.Field("received", .moment(received.received)),
    ]
    return .object(
      TemplateModel("ReceivedEvent", fields) { name in
        switch name {
        case "url": links?.page(ofEvent: event.id, occurred: event.occurred).map { .text($0) } ?? TemplateValue.none
        case "involved_resources": .list([primary] + related.map { .object($0) })
        case "resource_in_role": .dict(first(related))
        case "resources_in_role": .dict(all(related))
        default: nil
        }
      })
  }

  static func value(_ firing: Firing, links: PageLinks? = nil) -> TemplateValue {
    var labels = TemplateDictionary()
    for label in firing.labels { labels.set(label.key, .text(label.value)) }
    let trigger = RawJSON(writing: firing.trigger.write).document().map { ModelShape.trigger($0.root) }
    let fields = [
      TemplateModel.Field("id", .identifier(firing.id)),
      TemplateModel.Field("trigger", trigger ?? .none),
      TemplateModel.Field("trigger_states", .list(firing.states.map { .enumeration("TriggerState", $0.rawValue) })),
      TemplateModel.Field("triggered", .moment(firing.triggered)),
      TemplateModel.Field("triggering_labels", .dict(labels)),
      TemplateModel.Field("triggering_firings", .list(firing.children.map { value($0, links: links) })),
      TemplateModel.Field("triggering_event", firing.event.map { value($0, links: links) } ?? .none),
      TemplateModel.Field(
        "triggering_value", firing.value?.document().map { TemplateValue($0.root) } ?? TemplateValue.none),
    ]
    return .object(
      TemplateModel("Firing", fields) { name in
        switch name {
        case "all_firings": .function(name) { .list(firing.allFirings.map { value($0, links: links) }) }
        case "all_events": .function(name) { .list(firing.allEvents.map { value($0, links: links) }) }
        default: nil
        }
      })
  }

  static func labels(_ resource: Resource) -> [(key: String, value: String)] {
    resource.labels.map { ($0.key, $0.value) }
  }

  /// The first related resource of each role.
  private static func first(_ related: [TemplateResource]) -> TemplateDictionary {
    var dictionary = TemplateDictionary()
    var seen: Set<String> = []
    for resource in related where seen.insert(resource.role).inserted {
      dictionary.set(resource.role, .object(resource))
    }
    return dictionary
  }

  private static func all(_ related: [TemplateResource]) -> TemplateDictionary {
    var dictionary = TemplateDictionary()
    for role in Set(related.map(\.role)).sorted() {
      dictionary.set(role, .list(related.filter { $0.role == role }.map { .object($0) }))
    }
    return dictionary
  }
}
