internal import JSON
internal import Models
internal import Triggers
internal import Values

/// Stops automations that feed themselves: whose own doings make them fire again and again.
///
/// A firing counts as caused by its automation if the event is the automation's own or one that this led to through firings of
/// others, tells of a run that it created, or tells of the very thing that one of its actions acts on. Firings are counted for
/// each automation and such thing by the minute.
struct LoopGuard {
  /// The most of such firings in a minute.
  let limit: Int
  private var counts: [Cause: Int] = [:]
  private var minute: Timestamp?

  private struct Cause: Hashable {
    let automation: UUID
    /// The resource that goes round; empty for the automation itself and what it creates.
    let resource: String
  }

  init(limit: Int) {
    self.limit = limit
  }

  /// Counts a firing.
  ///
  /// - Returns: Whether there have not been too many.
  mutating func admits(_ firing: Firing, of automation: LoadedAutomation, at now: Timestamp) -> Bool {
    guard let event = firing.event?.event, let resource = LoopGuard.cause(of: event, automation) else { return true }
    if minute.map({ now - $0 >= .seconds(60) || now < $0 }) ?? true {
      minute = now
      counts = [:]
    }
    let cause = Cause(automation: automation.automation.id, resource: resource)
    counts[cause, default: 0] += 1
    return counts[cause, default: 0] <= limit
  }

  /// By what an automation has caused an event; nil if it has not.
  private static func cause(of event: Event, _ automation: LoadedAutomation) -> String? {
    let id = "prefect.automation.\(automation.automation.id)"
    if event.resource.id == id || leads(id, to: event) { return "" }
    if event.related.contains(where: { $0.role == "creator" && $0.id == id }) { return "" }
    return automation.actions.contains { $0.acts(on: event.resource.id) } ? event.resource.id : nil
  }

  /// Whether an event tells of the firing of an automation that an event of another one led to, at once or through firings in
  /// between: each has the event before it in its payload.
  private static func leads(_ id: String, to event: Event) -> Bool {
    guard event.resource.id.hasPrefix("prefect.automation.") else { return false }
    // A chain that is too deep to be read is one of a loop.
    guard let document = event.payload.document() else { return true }
    var payload: JSONValue? = document.root
    while let cause = payload?["triggering_event"], cause.kind == .object {
      if cause["resource"]?["prefect.resource.id"]?.text == id { return true }
      payload = cause["payload"]
    }
    return false
  }
}

extension AutomationAction {
  /// Whether it changes a resource, if the resource is what an event is about.
  fileprivate func acts(on resource: String) -> Bool {
    switch self {
    case .doNothing, .runDeployment, .sendNotification, .callWebhook: false
    case .cancelFlowRun, .deleteFlowRun, .suspendFlowRun, .resumeFlowRun, .changeFlowRunState:
      resource.hasPrefix("prefect.flow-run.")
    case .command(let command, let target):
      target.id.map { resource == "\(command.resourceKind).\($0)" } ?? resource.hasPrefix("\(command.resourceKind).")
    }
  }
}
