internal import JSON
internal import Models
internal import Observability
internal import Store
internal import Values

/// Makes of a client's event what is stored.
struct EventReading: Sendable {
  let limits: BodyLimits
  let logger: Logger
  private let clock: WallClock

  init(limits: BodyLimits, logger: Logger, clock: WallClock = .system) {
    self.limits = limits
    self.logger = logger
    self.clock = clock
  }

  /// What a message on the socket is.
  enum Message: Sendable {
    case event(IngestedEvent)
    /// An event that is dropped with a warning: too large, or not storable.
    case dropped
    /// No event.
    case malformed
  }

  func message(_ bytes: [UInt8]) -> Message {
    guard let root = document(bytes)?.root else { return .malformed }
    let problems = ProblemList(limits: limits.models)
    let event = Reading<Event>.model().read(root, problems)
    guard problems.isEmpty else { return .malformed }
    return ingested(event, root).map { .event($0) } ?? .dropped
  }

  /// Reads one element of a body that was taken apart already.
  func ingested(_ event: Event, _ value: JSONValue) -> IngestedEvent? {
    if value.holdsNUL {
      logger.warning("event dropped: it holds the character U+0000", ["event_id": .text("\(event.id)")])
      return nil
    }
    let received = ReceivedEvent(event, received: clock.now())
    // Written out anew an event grows by its moment of receipt and what it left out; escapes only shrink.
    if value.source.count + 512 > limits.models.events.bytes, !received.fits(limits.models.events) {
      logger.warning(
        "event dropped: it is too large",
        ["event_id": .text("\(event.id)"), "bytes": .integer(Int64(value.source.count))])
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
      logger.warning(
        "task run not recorded from an event",
        ["event_id": .text("\(event.id)"), "reason": .text(error.reason)])
      return nil
    }
  }

  private func document(_ bytes: [UInt8]) -> JSONDocument? {
    do throws(JSONSyntaxError) { return try JSONDocument.parse(bytes, limits: limits.json) } catch { return nil }
  }
}
