internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Routing
internal import Store

/// How clients hand in events: `POST /events` and the socket `/events/in` (contract §2.3).
struct EventRoutes: Sendable {
  let ingest: EventIngest
  let reading: EventReading
  let requests: RequestReading
  let sockets: AuthenticatedSocket

  var routes: [Route] {
    [
      .post("/events", post),
      .webSocket("/events/in") { context in sockets.accept(context.request, receive) },
    ]
  }

  private func post(_ context: RouteContext) async throws -> Response {
    let events = try Body.value(
      .list(.ingested(reading)), context.request.body, contentType: context.request.contentType,
      limits: requests.limits)
    try await ingest.store(events.compactMap { $0 })
    return .noContent()
  }

  /// Takes one client's events until it goes. What is no event is dropped alone, with a warning. A pong promises that all
  /// other events before the ping are committed.
  private func receive(_ socket: any WebSocket) async {
    await socket.answersPings(false)
    var position = 0
    while let message = await socket.receive() {
      switch message {
      case .text(let bytes):
        if let event = reading.event(bytes) { position = await ingest.append(event) }
      case .ping(let payload):
        await ingest.settle(position)
        do { try await socket.send(pong: payload) } catch { return }
      case .pong: break
      case .binary(let bytes):
        reading.dropped.note(.malformed, id: nil, detail: "a binary message of \(bytes.count) bytes; events are text")
      }
    }
  }
}

extension Reading where Value == IngestedEvent? {
  /// An event of a list; nil for one that is dropped with a warning.
  static func ingested(_ reading: EventReading) -> Reading {
    Reading(schema: .any, fallback: nil) { value, problems in
      let before = problems.problems.count
      let event = Reading<Event>.model().read(value, problems)
      guard problems.problems.count == before else { return .some(nil) }
      return reading.ingested(event, value)
    }
  }
}
