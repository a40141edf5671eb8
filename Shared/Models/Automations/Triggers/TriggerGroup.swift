internal import JSON
internal import Values

/// A trigger that is made of others.
protocol TriggerGroup {
  var id: UUID { get set }
  var triggers: [Trigger] { get set }
  /// Within what time of each other they have to fire; nil means any.
  var within: Duration? { get }
}

extension TriggerGroup {
  /// The same with a new id for itself and for each trigger in it.
  func identified(by makeID: () -> UUID) -> Self {
    var group = self
    group.id = makeID()
    group.triggers = triggers.map { $0.identified(by: makeID) }
    return group
  }

  func writeMembers(to writer: inout JSONWriter, type: StaticString) {
    writer.key("type")
    writer.string(type)
    writer.key("id")
    writer.uuid(id)
    writer.key("triggers")
    writer.values(triggers)
    writer.key("within")
    writer.duration(within)
  }
}
