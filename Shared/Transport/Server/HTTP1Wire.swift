internal import HTTP
internal import Reactor

/// HTTP/1.1 on a connection: one request at a time goes to the handler, what a peer sends ahead waits unread.
///
///     parsing ─► handling ─► answering ─► parsing …      answering ─► WebSocketWire
///
/// `@unchecked Sendable`: it is touched on its loop's thread only; the request's task runs there too.
final class HTTP1Wire: Wire, @unchecked Sendable {
  let connection: ServerConnection
  private let server: HTTPServer
  private let parser: RequestParser
  /// What the peer sent while it was another request's turn.
  private var ahead: ArraySlice<UInt8> = []
  private var task: Task<Void, Never>?
  private var isHandling = false
  private var isParsing = false
  private var isEnding = false
  private var served = 0
  private var account = 0
  private var phase = Phase.head
  private let date: DateCache

  private enum Phase {
    case head
    case body
    case idle
    case handling
  }

  init(connection: ServerConnection) {
    self.connection = connection
    server = connection.server
    date = server.date
    parser = RequestParser(limits: server.limits.request, scheme: connection.scheme, peer: connection.peer)
  }

  // MARK: Input

  func receive(_ bytes: UnsafeRawBufferPointer) {
    if isEnding { return }
    if isHandling || isParsing || !ahead.isEmpty {
      ahead.append(contentsOf: bytes)
      return connection.setReading(false)
    }
    let consumed = parse(bytes)
    guard consumed < bytes.count else { return }
    let rest = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
    if let next = connection.wire, next !== self { return next.receive(rest) }
    keep(Array(rest)[...])
  }

  /// Keeps what can't be parsed now.
  private func keep(_ bytes: ArraySlice<UInt8>) {
    guard !isEnding, !connection.isClosed, !bytes.isEmpty else { return }
    ahead = bytes
    connection.setReading(false)
  }

  /// Takes requests out of bytes until one must be waited for. Returns how many bytes were taken.
  private func parse(_ bytes: UnsafeRawBufferPointer) -> Int {
    isParsing = true
    defer { isParsing = false }
    var consumed = 0
    do throws(RequestRefusal) {
      while !isEnding, !isHandling, !connection.isCongested, consumed < bytes.count {
        guard let event = try parser.parse(bytes, consumed: &consumed) else { break }
        switch event {
        case .head(_, let expectsContinue):
          phase = .body
          connection.setDeadline(MonotonicClock.deadline(after: server.limits.bodyTimeout))
          if expectsContinue, consumed == bytes.count {
            connection.write { $0.append(contentsOf: "HTTP/1.1 100 Continue\r\n\r\n".utf8) }
          }
        case .request(let request, let keepAlive, let minorVersion):
          try checkAccount(request.body.count)
          handle(request, keepAlive: keepAlive, isOld: minorVersion == 0)
        }
      }
      if !isEnding, !isHandling { try checkAccount(parser.bufferedBytes) }
    } catch {
      refuse(error)
    }
    if !isEnding, !isHandling, !connection.isClosed { updatePhase() }
    return consumed
  }

  private func updatePhase() {
    if parser.isInsideRequest {
      if phase == .idle || phase == .handling {
        phase = .head
        connection.setDeadline(MonotonicClock.deadline(after: server.limits.headTimeout))
      }
    } else if phase != .idle, served > 0 {
      phase = .idle
      connection.setDeadline(MonotonicClock.deadline(after: server.limits.idleTimeout))
    }
  }

  /// Goes on with what came while a request was handled.
  private func resume() {
    while !ahead.isEmpty, !isHandling, !isParsing, !isEnding, !connection.isClosed, !connection.isCongested {
      let bytes = ahead
      ahead = []
      let rest = bytes.dropFirst(bytes.withUnsafeBytes { parse($0) })
      if let next = connection.wire, next !== self {
        if !rest.isEmpty { rest.withUnsafeBytes { next.receive($0) } }
        return
      }
      keep(rest)
    }
    guard !isEnding, !isHandling, !isParsing, !connection.isClosed else { return }
    if ahead.isEmpty { connection.setReading(!connection.isCongested) }
    updatePhase()
  }

  func peerEnded() {
    if isHandling || connection.queuedBytes == 0 { connection.close() } else { end(lingering: false) }
  }

  // MARK: Accounts

  private func checkAccount(_ bytes: Int) throws(RequestRefusal) {
    if bytes == account { return }
    guard server.reserve(bytes - account) else {
      throw RequestRefusal(.serviceUnavailable, "The server holds too many requests.")
    }
    account = bytes
  }

  private func giveBackAccount() {
    server.settle(-account)
    account = 0
  }

  // MARK: Handling

  private func handle(_ request: Request, keepAlive: Bool, isOld: Bool) {
    isHandling = true
    phase = .handling
    served += 1
    connection.setDeadline(.max)
    let limit = server.limits.requestsPerConnection
    let persistent = keepAlive && (limit == 0 || served < limit)
    server.requestStarted()
    // The task is the request's own: it ends with its answer and is cancelled when the peer goes.
    let started = Task.immediate(executorPreference: connection.loop) { [self] in
      let response = await server.responder.respond(to: request)
      let exchange = HTTP1Exchange(
        request: request, isOld: isOld, persistent: persistent && !server.isDraining, date: date.bytes)
      await answer(response, to: request, exchange)
    }
    if isHandling { task = started }
  }

  private func answer(_ response: Response, to request: Request, _ exchange: HTTP1Exchange) async {
    guard !connection.isClosed else { return finish(persistent: false) }
    switch response.body {
    case .empty, .bytes:
      connection.write { exchange.appendWhole(response, to: &$0) }
      finish(persistent: exchange.persistent)
    case .stream(let body):
      await stream(body, response, exchange)
    case .webSocket(let upgrade):
      await converse(upgrade, request, response, exchange)
    }
  }

  private func stream(
    _ body: @Sendable (any BodyWriter) async throws -> Void, _ response: Response, _ exchange: HTTP1Exchange
  ) async {
    let framing = exchange.streamFraming(response)
    let persistent = exchange.persistent && framing != .untilClose
    connection.write { exchange.appendHead(response, framing, persistent: persistent, to: &$0) }
    if exchange.hasBody(response.status) {
      let writer = HTTP1BodyWriter(
        connection: connection, framing: framing, declared: exchange.declaredLength(response))
      do {
        try await body(writer)
        try await writer.finish()
      } catch {
        // The peer must not take what it got for the whole.
        connection.close()
      }
    }
    finish(persistent: persistent)
  }

  private func converse(
    _ upgrade: WebSocketUpgrade, _ request: Request, _ response: Response, _ exchange: HTTP1Exchange
  ) async {
    let handshake: WebSocketHandshake
    do throws(RequestRefusal) {
      handshake = try WebSocketHandshake(request)
    } catch {
      connection.write { exchange.appendWhole(error.response, to: &$0) }
      return finish(persistent: exchange.persistent)
    }
    var headers = response.headers
    headers.set("upgrade", "websocket")
    headers.set("sec-websocket-accept", handshake.accept)
    if let subprotocol = upgrade.subprotocol { headers.set("sec-websocket-protocol", subprotocol) }
    connection.write { output in
      ResponseEncoder.appendHead(
        status: .switchingProtocols, headers: headers, framing: .none, persistence: .upgrade, date: date.bytes,
        to: &output)
    }
    let session = becomeWebSocket()
    await upgrade.run(session)
    session.handlerReturned()
    server.requestEnded()
  }

  /// Gives the connection, and what the peer sent ahead, to a WebSocket.
  private func becomeWebSocket() -> WebSocketSession {
    isEnding = true
    giveBackAccount()
    let wire = WebSocketWire(connection: connection)
    let session = wire.open()
    // The task is not known yet when the handler was reached without suspension; it is there when a timer runs.
    session.cancelHandler = { [self] in task?.cancel() }
    connection.become(wire)
    session.begin()
    let bytes = ahead
    ahead = []
    connection.setReading(true)
    if !bytes.isEmpty { bytes.withUnsafeBytes { session.received($0) } }
    if server.isDraining { wire.drain() }
    return session
  }

  /// The answer is in the output.
  private func finish(persistent: Bool) {
    isHandling = false
    task = nil
    server.requestEnded()
    if account > 0 { giveBackAccount() }
    guard !connection.isClosed else { return }
    if !persistent || server.isDraining { return end(lingering: !ahead.isEmpty) }
    if !isParsing { resume() }
  }

  // MARK: End

  private func refuse(_ refusal: RequestRefusal) {
    let exchange = HTTP1Exchange(request: nil, persistent: false, date: date.bytes)
    var response = refusal.response
    if refusal.status == .serviceUnavailable { response.headers.add("retry-after", "1") }
    connection.write { exchange.appendWhole(response, to: &$0) }
    end(lingering: true)
  }

  private func end(lingering: Bool) {
    isEnding = true
    ahead = []
    connection.closeAfterFlush(lingering: lingering)
  }

  func deadlinePassed() {
    switch phase {
    case .idle: connection.close()
    case .head: refuse(RequestRefusal(.requestTimeout, "The head of the request did not come in time."))
    case .body: refuse(RequestRefusal(.requestTimeout, "The body of the request did not come in time."))
    case .handling: break
    }
  }

  func fillOutput() {}

  func outputDrained() {
    if !isHandling, !isParsing, !isEnding { resume() }
  }

  func drain() {
    if !isHandling, !parser.isInsideRequest { end(lingering: false) }
  }

  func connectionClosed() {
    isEnding = true
    task?.cancel()
    task = nil
    ahead = []
    giveBackAccount()
  }
}
