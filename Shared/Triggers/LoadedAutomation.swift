public import Models
public import Values

/// An automation that is switched on, with its trigger and its actions read once.
public struct LoadedAutomation: Sendable {
  public let automation: Automation
  public let trigger: Trigger
  /// The triggers that look at events, depth first.
  public let eventTriggers: [EventTrigger]
  /// The triggers that look at metrics, depth first.
  public let metricTriggers: [MetricTrigger]
  public let actions: [AutomationAction]
  let actionsOnTrigger: [AutomationAction]
  let actionsOnResolve: [AutomationAction]
  private let matchers: [UUID: EventMatcher]
  private let groups: [UUID: [TriggerGroupRule]]

  /// Nil if it is switched off, if its trigger or one of its actions is of no form we know, or if it looks at nothing.
  public init?(_ automation: Automation) {
    guard automation.isEnabled, let trigger = Trigger(stored: automation.trigger),
      let actions = AutomationAction.list(stored: automation.actions),
      let actionsOnTrigger = AutomationAction.list(stored: automation.actionsOnTrigger),
      let actionsOnResolve = AutomationAction.list(stored: automation.actionsOnResolve)
    else { return nil }
    var leaves = TriggerLeaves(automation: automation.id)
    leaves.collect(trigger, in: [])
    guard !leaves.groups.isEmpty else { return nil }
    self.automation = automation
    self.trigger = trigger
    self.actions = actions
    self.actionsOnTrigger = actionsOnTrigger
    self.actionsOnResolve = actionsOnResolve
    eventTriggers = leaves.triggers
    metricTriggers = leaves.metrics
    groups = leaves.groups
    matchers = Dictionary(leaves.triggers.map { ($0.id, EventMatcher($0)) }) { first, _ in first }
  }

  public var id: UUID { automation.id }

  /// The compound and sequence triggers whose state an event or metric trigger can change.
  public func groupKeys(above trigger: UUID) -> [GroupKey] {
    groups(above: trigger).filter { !$0.firesAtOnce }.map(\.key)
  }

  func matcher(of trigger: EventTrigger) -> EventMatcher {
    matchers[trigger.id] ?? EventMatcher(trigger)
  }

  /// The groups that an event or metric trigger is in, the nearest first.
  func groups(above trigger: UUID) -> [TriggerGroupRule] {
    groups[trigger] ?? []
  }
}

/// The event and metric triggers inside a trigger, each with the groups that it is in.
private struct TriggerLeaves {
  let automation: UUID
  var triggers: [EventTrigger] = []
  var metrics: [MetricTrigger] = []
  var groups: [UUID: [TriggerGroupRule]] = [:]

  init(automation: UUID) {
    self.automation = automation
  }

  mutating func collect(_ trigger: Trigger, in groups: [TriggerGroupRule]) {
    if case .event(let leaf) = trigger { triggers.append(leaf) }
    if case .metric(let leaf) = trigger { metrics.append(leaf) }
    guard let rule = TriggerGroupRule(trigger, of: automation) else {
      self.groups[trigger.id] = groups
      return
    }
    for child in trigger.children { collect(child, in: [rule] + groups) }
  }
}
