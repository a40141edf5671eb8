/// One thing that the server enforces on state changes: between which types it holds, and what it does.
///
/// `before` looks at a transition on its way in and may turn it; `after` runs, in reverse order, once the outcome is known
/// to be the one that this rule saw; `cleanUp` runs instead when another rule turned it meanwhile (contract §3.1).
public struct Rule<Subject: Sendable>: Sendable {
  public typealias Hook = @Sendable (inout Transition<Subject>) -> Void

  enum Kind: Sendable {
    /// Steps aside when an earlier rule has changed the outcome.
    case rule
    /// Always runs, as long as a state is proposed.
    case transform
  }

  public let name: String
  let kind: Kind
  let from: StateSet
  let to: StateSet
  let before: Hook?
  let after: Hook?
  let cleanUp: Hook?

  /// A rule proper.
  init(
    _ name: String, from: StateSet, to: StateSet, before: Hook? = nil, after: Hook? = nil, cleanUp: Hook? = nil
  ) {
    self.name = name
    kind = .rule
    self.from = from
    self.to = to
    self.before = before
    self.after = after
    self.cleanUp = cleanUp
  }

  /// A transform: it completes what is written.
  init(
    transform name: String, from: StateSet = .all, to: StateSet = .states, before: Hook? = nil, after: Hook? = nil
  ) {
    self.name = name
    kind = .transform
    self.from = from
    self.to = to
    self.before = before
    self.after = after
    cleanUp = nil
  }

  func covers(_ pair: Transition<Subject>.Pair) -> Bool {
    from.holds(pair.from) && to.holds(pair.to)
  }
}
