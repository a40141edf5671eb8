internal import JSON
internal import Models
internal import Store
internal import Values

/// Makes of a client's event what is stored.
struct EventReading: Sendable {
  let limits: BodyLimits
  let dropped: DroppedEvents
  private let clock: WallClock

  init(limits: BodyLimits, dropped: DroppedEvents, clock: WallClock = .system) {
    self.limits = limits
    self.dropped = dropped
    self.clock = clock
  }

  /// The event in a text message of the socket; nil if it is dropped.
  func event(_ message: [UInt8]) -> IngestedEvent? {
    let root: JSONValue
    do throws(JSONSyntaxError) {
      root = try JSONDocument.parse(message, limits: limits.json).root
    } catch {
      dropped.note(.malformed, id: nil, detail: "\(error.message) at character \(error.characterOffset)")
      return nil
    }
    let problems = ProblemList(source: "event", limits: limits.models)
    let event = Reading<Event>.model().read(root, problems)
    if let problem = problems.problems.first {
      // An id that is none may be long: only one that can be read is logged.
      let id = root["id" as StaticString].flatMap(\.text).flatMap { UUID($0) }
      let place = problem.location.map { "\($0)" }.joined(separator: ".")
      dropped.note(.malformed, id: id.map { "\($0)" }, detail: "\(place): \(problem.message)")
      return nil
    }
    return ingested(event, root)
  }

  /// The event that is stored for one that was read; nil if it is dropped.
  func ingested(_ event: Event, _ value: JSONValue) -> IngestedEvent? {
    if value.holdsNUL {
      dropped.note(.nul, id: "\(event.id)", detail: "it contains the character U+0000")
      return nil
    }
    let received = ReceivedEvent(event, received: clock.now())
    // Written out anew an event grows by its moment of receipt and what it left out; escapes only shrink.
    if value.source.count + 512 > limits.models.events.bytes, !received.fits(limits.models.events) {
      dropped.note(
        .size, id: "\(event.id)",
        detail: "it has \(value.source.count) bytes; at most \(limits.models.events.bytes) are stored")
      return nil
    }
    return IngestedEvent(event, received: received.received, taskRun: taskRun(event, value))
  }

  private func taskRun(_ event: Event, _ value: JSONValue) -> TaskRunRecord? {
    guard TaskRunRecord.isTold(by: event) else { return nil }
    let payload = value["payload" as StaticString]
    do throws(TaskRunRecord.Refusal) {
      return try TaskRunRecord(event, payload: payload, limits: limits.models)
    } catch {
      dropped.noteTaskRun(of: "\(event.id)", reason: error.reason)
      return nil
    }
  }
}
