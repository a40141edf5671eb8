internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Observability
internal import Routing
internal import Store

/// `/logs/out`: the lines that runs log from now on, by a filter (contract §2.3).
struct LogStreamRoutes: Sendable {
  /// Nil where no logs are streamed: then sockets stay silent.
  let feed: LiveFeed<Log>?
  let sockets: AuthenticatedSocket
  let limits: BodyLimits
  let logger: Logger

  var routes: [Route] {
    [.webSocket("/logs/out") { context in sockets.accept(context.request, holdsPings: true, stream) }]
  }

  private func stream(_ socket: any WebSocket) async {
    guard let opening: StreamOpening<LogFilter> = await socket.opening(limits) else { return }
    let conversation = StreamConversation<Log>(
      socket: socket, feed: feed, logger: logger, accepts: opening.filter.includes,
      send: { try await socket.send(text: message($0)) })
    await conversation.run()
  }

  private func message(_ log: Log) -> [UInt8] {
    RawJSON { writer in
      writer.beginObject()
      writer.key("type")
      writer.string("log" as StaticString)
      writer.key("log")
      log.write(to: &writer)
      writer.endObject()
    }.bytes
  }
}
