internal import Models
internal import Store
internal import Triggers
internal import Values

/// The enabled automations as this scheduler knows them, and the version that they are of.
struct LoadedAutomations {
  private(set) var index = TriggerIndex()
  private(set) var version: AutomationsVersion?

  /// The names of the events that some trigger may look at; nil for all.
  var eventNames: EventNames? {
    index.namePatterns.map { EventNames(exact: $0.exact, prefixes: $0.prefixes) }
  }

  /// Takes what is enabled now, as of a version that was read before.
  ///
  /// - Returns: The automations that can't be evaluated, by id.
  mutating func replace(with automations: [Automation], version: AutomationsVersion) -> [UUID] {
    var index = TriggerIndex()
    var unknown: [UUID] = []
    for automation in automations {
      if let loaded = LoadedAutomation(automation) { index.insert(loaded) } else { unknown.append(automation.id) }
    }
    self.index = index
    self.version = version
    return unknown
  }

  /// The triggers of some shares that look at an event.
  func interested(in event: Event, shares: Set<Int>) -> [(automation: LoadedAutomation, trigger: EventTrigger)] {
    index.interested(in: event).filter { shares.contains(TriggerShare.number(of: $0.0.automation.id)) }
      .map { (automation: $0.0, trigger: $0.1) }
  }

  /// The proactive triggers of some shares.
  func proactive(in shares: Set<Int>) -> [(automation: LoadedAutomation, trigger: EventTrigger)] {
    index.all.values.filter { shares.contains(TriggerShare.number(of: $0.automation.id)) }.flatMap { automation in
      automation.eventTriggers.filter { $0.posture == .proactive }.map { (automation: automation, trigger: $0) }
    }
  }

  /// The metric triggers of some shares.
  func metrics(in shares: Set<Int>) -> [(automation: LoadedAutomation, trigger: MetricTrigger)] {
    index.all.values.filter { shares.contains(TriggerShare.number(of: $0.automation.id)) }.flatMap { automation in
      automation.metricTriggers.map { (automation: automation, trigger: $0) }
    }
  }

  /// The ids of all triggers that are made of others.
  var groups: [UUID] {
    func groups(_ trigger: Trigger) -> [UUID] {
      trigger.children.isEmpty ? [] : [trigger.id] + trigger.children.flatMap(groups)
    }
    return index.all.values.flatMap { groups($0.trigger) }
  }
}
