internal import HTTP
internal import Models
internal import Templates
internal import Values

/// Where the web interface shows objects (Prefect's `url_for`): nowhere, without an address of the web interface.
struct PageLinks: TemplateLinks {
  /// The address of the web interface; nil if none is known.
  let base: String?

  private static let pages = [
    "Flow": "flows/flow/", "FlowRunResponse": "runs/flow-run/", "TaskRun": "runs/task-run/",
    "WorkPool": "work-pools/work-pool/", "WorkQueueWithStatus": "work-queues/work-queue/",
    "Automation": "automations/automation/",
  ]
  /// Names that Prefect takes for those of kinds, which would need an id.
  private static let kinds: Set<String> = [
    "flow", "flow-run", "flow-run-response", "task-run", "block", "block-document", "work-pool", "work-queue",
    "concurrency-limit", "deployment", "automation", "received-event", "worker",
  ]
  private static let resourceKinds = [
    "Automation": "prefect.automation", "Flow": "prefect.flow", "TaskRun": "prefect.task-run",
    "WorkPool": "prefect.work-pool", "WorkQueueWithStatus": "prefect.work-queue",
  ]

  func page(of value: TemplateValue) throws(TemplateError) -> String? {
    if let text = value.plainString {
      guard PageLinks.kinds.contains(text) else { return nil }
      throw .value("If passing an object name, you must also provide an object ID.")
    }
    guard let model = value.model else { return nil }
    if model.name == "ReceivedEvent" { return model.member("url")?.plainString }
    guard let folder = PageLinks.pages[model.name],
      let id = (model.name == "WorkPool" ? model["name"] : model["id"])?.shownAlone
    else { return nil }
    return joined(folder + PercentEncoding.encode(id.utf8))
  }

  func events(of value: TemplateValue) throws(TemplateError) -> String? {
    if let resource = value.resource { return joinedDirectly("events?resource=\(resource.id)") }
    guard let model = value.model, let kind = PageLinks.resourceKinds[model.name], let id = model["id"]?.shownAlone
    else { return nil }
    return joinedDirectly("events?resource=\(kind).\(id)")
  }

  func page(ofEvent id: UUID, occurred: Timestamp) -> String? {
    joined("events/event/\(occurred.text.prefix(10))/\(id)")
  }

  private func joined(_ path: String) -> String? {
    base.map { ($0.hasSuffix("/") ? $0 : $0 + "/") + path }
  }

  /// As `urljoin` has it: what follows the last slash of the address gives way, and without an address the path stays.
  private func joinedDirectly(_ path: String) -> String? {
    guard let base, !base.isEmpty else { return path }
    guard let scheme = base.firstRange(of: "://") else { return path }
    guard let slash = base[scheme.upperBound...].lastIndex(of: "/") else { return "\(base)/\(path)" }
    return String(base[...slash]) + path
  }
}
