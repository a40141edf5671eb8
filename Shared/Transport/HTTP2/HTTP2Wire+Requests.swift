internal import CNGHTTP2
internal import HTTP
internal import Reactor

// What nghttp2's callbacks tell, and requests from their heads to their answers.
extension HTTP2Wire {
  func headBegan(_ number: Int32) {
    let stream = HTTP2Stream(number: number, wire: self, limits: limits.request)
    streams[number] = stream
    openHead = stream
  }

  /// The header block of a request is whole.
  func headEnded(_ stream: HTTP2Stream, isLast: Bool) {
    openHead = nil
    stream.deadline = .max
    if let refusal = stream.head.refusal { return refuse(stream, refusal) }
    if stream.head.isExtendedConnect || isLast { return start(stream, isLast: isLast) }
    if let length = stream.head.contentLength, length > limits.request.bodyBytes {
      return refuse(stream, limits.request.largeBody)
    }
    guard reserve(stream, stream.head.bytes) else { return }
    stream.setDeadline(MonotonicClock.deadline(after: limits.bodyTimeout))
    if stream.head.expectsContinue { submitContinue(stream) }
  }

  func contentCame(_ stream: HTTP2Stream, _ bytes: UnsafeRawBufferPointer) {
    if let session = stream.session {
      session.received(bytes)
      return stream.received(bytes.count)
    }
    // After a refusal the window stays shut and the rest is thrown away.
    guard !stream.isAnswered, !stream.isRequestWhole else { return }
    guard stream.body.count + bytes.count <= limits.request.bodyBytes else {
      return refuse(stream, limits.request.largeBody)
    }
    guard reserve(stream, bytes.count) else { return }
    stream.body.append(contentsOf: bytes)
    stream.received(bytes.count)
  }

  private func reserve(_ stream: HTTP2Stream, _ bytes: Int) -> Bool {
    guard server.reserve(bytes) else {
      refuse(stream, RequestRefusal(.serviceUnavailable, "The server holds too many requests."))
      return false
    }
    stream.account += bytes
    return true
  }

  /// The peer has sent all of a request.
  func requestEnded(_ stream: HTTP2Stream) {
    if let session = stream.session {
      // The peer leaves its WebSocket without a close frame.
      stream.isRequestWhole = true
      stream.finish()
      return session.ended()
    }
    if !stream.isAnswered, !stream.isRequestWhole { start(stream, isLast: true) }
  }

  private func start(_ stream: HTTP2Stream, isLast: Bool) {
    stream.isRequestWhole = isLast
    stream.deadline = .max
    // Streams that the peer resets free their place at once, their handlers do not.
    guard running < 2 * limits.concurrentStreams else { return reset(stream, NGHTTP2_REFUSED_STREAM) }
    let request: Request
    do throws(RequestRefusal) {
      request = try stream.head.request(
        scheme: connection.scheme, peer: connection.peer, body: stream.body, id: server.nextRequestID())
    } catch {
      return refuse(stream, error)
    }
    stream.body = []
    running += 1
    served += 1
    if limits.requestsPerConnection > 0, served >= limits.requestsPerConnection { goAway() }
    server.requestStarted()
    // The task is the request's own: it ends with its answer and is cancelled when the stream is closed.
    let task = Task.immediate(executorPreference: connection.loop) { [self] in
      await handle(request, stream)
      stream.task = nil
      stream.handlerReturned = true
      running -= 1
      server.settle(-stream.account)
      stream.account = 0
      server.requestEnded()
    }
    if !stream.handlerReturned { stream.task = task }
  }

  private func handle(_ request: Request, _ stream: HTTP2Stream) async {
    let response = await server.responder.respond(to: request)
    guard !stream.isClosed else { return }
    let isHead = request.method == .head
    let mayHaveBody = HTTP1Exchange.mayHaveBody(response.status)
    switch response.body {
    case .empty, .bytes:
      var body: [UInt8] = []
      if case .bytes(let bytes) = response.body { body = bytes }
      let isDeclared = isHead && body.isEmpty && response.headers.contains("content-length")
      stream.answer(
        response.status, response.headers, contentLength: mayHaveBody && !isDeclared ? body.count : nil,
        body: isHead || !mayHaveBody ? [] : body, isWhole: true, hasBody: !isHead && mayHaveBody && !body.isEmpty)
    case .stream(let write):
      let hasBody = !isHead && mayHaveBody
      stream.answer(
        response.status, response.headers, contentLength: nil, body: [], isWhole: false, hasBody: hasBody)
      guard hasBody else { return }
      do {
        try await write(HTTP2BodyWriter(stream: stream))
        stream.finish()
      } catch {
        // The peer must not take what it got for the whole.
        reset(stream, NGHTTP2_INTERNAL_ERROR)
      }
    case .webSocket(let upgrade):
      await converse(upgrade, request, response, stream)
    }
  }

  private func converse(
    _ upgrade: WebSocketUpgrade, _ request: Request, _ response: Response, _ stream: HTTP2Stream
  ) async {
    do throws(RequestRefusal) {
      guard stream.head.isExtendedConnect else {
        throw RequestRefusal(Status(code: 426), "This address is a WebSocket.")
      }
      try WebSocketHandshake.checkVersion(request)
    } catch {
      return refuse(stream, error)
    }
    var headers = response.headers
    if let subprotocol = upgrade.subprotocol { headers.set("sec-websocket-protocol", subprotocol) }
    let session = WebSocketSession(carrier: stream, limits: limits)
    session.cancelHandler = { stream.task?.cancel() }
    stream.session = session
    stream.answer(.ok, headers, contentLength: nil, body: [], isWhole: false, hasBody: true)
    session.begin()
    if server.isDraining { session.startClosing(code: 1012, reason: "") }
    await upgrade.run(session)
    session.handlerReturned()
  }

  /// Answers a request that no handler sees. What the peer still sends of it is thrown away.
  func refuse(_ stream: HTTP2Stream, _ refusal: RequestRefusal) {
    guard !stream.isAnswered else { return }
    stream.body = []
    stream.deadline = .max
    var response = refusal.response
    if refusal.status == .serviceUnavailable { response.headers.add("retry-after", "1") }
    guard case .bytes(let body) = response.body else { return }
    stream.answer(
      response.status, response.headers, contentLength: body.count, body: stream.head.isHead ? [] : body,
      isWhole: true, hasBody: !stream.head.isHead)
  }

  /// The last frame of an answer has gone out; a request that is not whole yet is not waited for.
  func answerSent(_ stream: HTTP2Stream) {
    if !stream.isRequestWhole { reset(stream, NGHTTP2_NO_ERROR) }
  }
}
