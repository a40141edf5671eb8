internal import Models
internal import Values

/// When a compound or sequence trigger fires on the firings of its children.
struct TriggerGroupRule: Sendable {
  enum Requirement: Sendable {
    /// So many children have fired.
    case count(Int)
    /// All children have fired, in the order in which they are declared.
    case inOrder
  }

  let trigger: Trigger
  let key: GroupKey
  let children: [UUID]
  /// Within what time of the last firing the others have to lie; nil means any.
  let within: Duration?
  let requirement: Requirement

  /// Nil for a trigger that is no group.
  init?(_ trigger: Trigger, of automation: UUID) {
    self.trigger = trigger
    key = GroupKey(automation: automation, trigger: trigger.id)
    children = trigger.children.map(\.id)
    switch trigger {
    case .event, .metric: return nil
    case .compound(let compound):
      within = compound.within
      requirement =
        switch compound.require {
        case .any: .count(1)
        case .all: .count(compound.triggers.count)
        case .count(let count): .count(count)
        }
    case .sequence(let sequence):
      within = sequence.within
      requirement = .inOrder
    }
  }

  /// Whether any firing of a child is enough, so that none has to be remembered.
  var firesAtOnce: Bool {
    switch requirement {
    case .count(let count): count == 1
    case .inOrder: children.count == 1
    }
  }

  /// - Parameter firings: One of each child that fired, in the order in which they fired.
  func isSatisfied(by firings: [Firing]) -> Bool {
    switch requirement {
    case .count(let count): firings.count >= count
    case .inOrder: firings.map(\.trigger.id) == children
    }
  }
}
