internal import JSON
internal import Models
internal import Values

/// What an action found and did, for the events that tell of it.
struct ActionReport: Sendable {
  /// Beside the triggering event, what the events are related to.
  var related: [EmittedEvent.Involved] = []
  /// What the payload has beside the action itself.
  var details = OrderedMembers<RawJSON>()
  /// Events of what happened on the way.
  var events: [EmittedEvent] = []

  mutating func detail(_ name: String, _ text: String) {
    details[name] = RawJSON { $0.string(text.storable) }
  }

  mutating func detail(_ name: String, _ number: Int) {
    details[name] = RawJSON { $0.integer(number) }
  }

  mutating func target(_ kind: StaticString, _ id: UUID, name: String? = nil) {
    related.append(EmittedEvent.Involved(kind: kind, id: id, role: "target", name: name))
  }
}

extension String {
  /// The text without what PostgreSQL can't hold: a NUL character, such as a response may have, is shown as one that can't be
  /// read.
  var storable: String { replacing("\u{0}", with: "\u{FFFD}") }
}

/// Why an action has no effect, and will have none.
struct ActionFailure: Error, Sendable, Hashable {
  /// As its event says it.
  var reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}

/// Why an action is to be tried again later.
struct ActionDelay: Error, Sendable, Hashable {
  /// What the event of the action says if it is not tried again.
  var reason: String
  /// How often the action is tried at most, where that is less than usual.
  var attempts: Int?

  init(_ reason: String, attempts: Int? = nil) {
    self.reason = reason
    self.attempts = attempts
  }
}
