internal import Models

/// An ordered list of rules.
public struct Policy<Subject: Sendable>: Sendable {
  public let name: String
  public let rules: [Rule<Subject>]

  init(_ name: String, _ rules: [Rule<Subject>]) {
    self.name = name
    self.rules = rules
  }

  /// Takes a transition through this policy and then the global one, and back out again in reverse order.
  public func decide(_ transition: Transition<Subject>, global: Policy<Subject>) -> Transition<Subject> {
    var transition = transition
    var entered: [Entered] = []
    // Which rules take part is settled by what the request asked for.
    for rule in rules + global.rules where rule.covers(transition.intended) {
      entered.append(Policy.enter(rule, &transition))
    }
    for entry in entered.reversed() {
      Policy.leave(entry, &transition)
    }
    return transition
  }

  /// A rule on its way, with the pair that it goes by: the intended one, or the one it brought about itself.
  private struct Entered {
    var rule: Rule<Subject>
    var pair: Transition<Subject>.Pair
    var isSkipped: Bool
  }

  private static func enter(_ rule: Rule<Subject>, _ transition: inout Transition<Subject>) -> Entered {
    var entry = Entered(rule: rule, pair: transition.intended, isSkipped: false)
    switch rule.kind {
    case .transform:
      if transition.proposed == nil { entry.isSkipped = true } else { rule.before?(&transition) }
    case .rule:
      guard transition.pair == entry.pair else {
        entry.isSkipped = true
        break
      }
      rule.before?(&transition)
      entry.pair.to = transition.proposed?.type
      // A rule that turned the outcome to where it does not hold has no more to say.
      entry.isSkipped = !rule.covers(entry.pair)
    }
    return entry
  }

  private static func leave(_ entry: Entered, _ transition: inout Transition<Subject>) {
    switch entry.rule.kind {
    case .transform:
      if transition.proposed != nil { entry.rule.after?(&transition) }
    case .rule where entry.isSkipped: break
    case .rule:
      if transition.pair == entry.pair { entry.rule.after?(&transition) } else { entry.rule.cleanUp?(&transition) }
    }
  }
}
