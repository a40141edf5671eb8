internal import JSON
internal import Models
internal import Templates
internal import Values

/// What the templates of an action see (contract §6.8).
struct TemplateContext: Sendable {
  let action: TriggeredAction
  let links: PageLinks
  /// The objects that the event is about, by their names in templates; a name without one is None.
  var objects: [String: RawJSON?] = [:]

  /// - Throws: What went wrong, as Python words it.
  func render(_ template: Template) throws(TemplateError) -> String {
    try template.render(values(template.names), links: links)
  }

  /// The event that the action is about: of compound and sequence triggers the last one.
  static func event(of action: TriggeredAction) -> ReceivedEvent? {
    action.event ?? action.firing?.allEvents.max { $0.event.occurred < $1.event.occurred }
  }

  private func values(_ names: Set<String>) -> [String: TemplateValue] {
    var values: [String: TemplateValue] = [:]
    if names.contains("automation") {
      values["automation"] = RawJSON(writing: action.automation.write).document().map {
        ModelShape.automation.value($0.root)
      }
    }
    if names.contains("event") {
      values["event"] =
        TemplateContext.event(of: action).map { EventTemplate.value($0, links: links) }
        ?? TemplateValue.none
    }
    if names.contains("labels") {
      values["labels"] = .object(TemplateLabels(action.labels.map { ($0.key, $0.value) }))
    }
    if names.contains("firing") {
      values["firing"] = action.firing.map { EventTemplate.value($0, links: links) } ?? TemplateValue.none
    }
    if names.contains("firings") {
      values["firings"] = .list(action.firing?.allFirings.map { EventTemplate.value($0, links: links) } ?? [])
    }
    if names.contains("events") {
      values["events"] = .list(action.firing?.allEvents.map { EventTemplate.value($0, links: links) } ?? [])
    }
    for (name, object) in objects where names.contains(name) {
      let root = object?.document()?.root
      values[name] =
        root.map { RelevantKind(rawValue: name)?.shape.value($0) ?? TemplateValue($0) } ?? TemplateValue.none
    }
    return values
  }
}

/// A kind of object that an event may be about, by its name in templates.
enum RelevantKind: String, CaseIterable, Sendable {
  case deployment
  case flow
  case flowRun = "flow_run"
  case taskRun = "task_run"
  case workPool = "work_pool"
  case workQueue = "work_queue"
  case concurrencyLimit = "concurrency_limit"

  var shape: ModelShape {
    switch self {
    case .deployment: .deployment
    case .flow: .flow
    case .flowRun: .flowRun
    case .taskRun: .taskRun
    case .workPool: .workPool
    case .workQueue: .workQueue
    case .concurrencyLimit: .concurrencyLimit
    }
  }

  /// What the ids of its resources begin with.
  var resourceKind: String { "prefect." + rawValue.replacing("_", with: "-") }
}
