internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Observability
internal import Routing
internal import Store
internal import Values

/// `/events/out`: the events that have happened of late and those to come, by a filter (contract §2.3).
struct EventStreamRoutes: Sendable {
  let events: EventRepository
  /// Nil where no events are streamed: then there are only those that have happened.
  let feed: LiveFeed<FeedEvent>?
  let sockets: AuthenticatedSocket
  let limits: BodyLimits
  /// How far back a subscriber may read, and how many events at once.
  let backfill: (window: Duration, pageSize: Int)
  let logger: Logger
  let clock: WallClock

  var routes: [Route] {
    [.webSocket("/events/out") { context in sockets.accept(context.request, holdsPings: true, stream) }]
  }

  private func stream(_ socket: any WebSocket) async {
    guard let opening: StreamOpening<EventFilter> = await socket.opening(limits) else { return }
    let now = clock.now()
    var filter = opening.filter.resolved(at: now).clamped(to: now - backfill.window)
    filter.order = .ascending
    let send = { @Sendable (event: StoredEvent) in try await socket.send(text: message(event)) }
    let conversation = StreamConversation<FeedEvent>(
      socket: socket, feed: feed, logger: logger,
      accepts: { [filter] in $0.event.map(filter.includes) ?? false }, send: { try await send($0.stored) })
    if opening.wantsBackfill {
      await conversation.run { [filter] end in try await past(filter, until: end, send) }
    } else {
      await conversation.run()
    }
  }

  /// Sends what has happened.
  private func past(
    _ filter: EventFilter, until end: FeedPosition?, _ send: (StoredEvent) async throws -> Void
  ) async throws {
    var place: EventRepository.Place?
    while true {
      let page = try await events.list(filter, committedBy: end, after: place, limit: backfill.pageSize)
      for event in page { try await send(event) }
      guard page.count == backfill.pageSize, let last = page.last else { return }
      place = EventRepository.Place(occurred: last.occurred, id: last.id)
    }
  }

  private func message(_ event: StoredEvent) -> [UInt8] {
    var writer = JSONWriter(reserving: event.byteCount)
    writer.beginObject()
    writer.key("type")
    writer.string("event" as StaticString)
    writer.key("event")
    event.write(to: &writer)
    writer.endObject()
    return writer.bytes
  }
}
