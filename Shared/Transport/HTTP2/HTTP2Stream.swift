internal import CNGHTTP2
internal import HTTP
internal import Reactor

/// One request and its answer on an HTTP/2 connection.
///
/// `@unchecked Sendable`: it is touched on its connection's loop only.
final class HTTP2Stream: @unchecked Sendable {
  let number: Int32
  /// nil when the stream is closed, which every stream is in the end: so the two do not keep each other.
  private(set) var wire: HTTP2Wire?
  let loop: EventLoop

  // The request.
  var head: HTTP2RequestHead
  var body: [UInt8] = []
  var isRequestWhole = false
  var account = 0
  /// When the request must have come, or the WebSocket wants to be called.
  var deadline = Int64.max
  var task: Task<Void, Never>?
  var handlerReturned = false

  // The answer.
  private(set) var isAnswered = false
  private var queue: [UInt8] = []
  private var given = 0
  private var isFinished = false
  private var isDeferred = false
  private var hasMoved = true
  private var waiters: [UnsafeContinuation<Void, any Error>] = []

  // The WebSocket.
  var session: WebSocketSession?
  private var isReading = true
  private var unconsumed = 0

  init(number: Int32, wire: HTTP2Wire, limits: RequestLimits) {
    self.number = number
    self.wire = wire
    loop = wire.connection.loop
    head = HTTP2RequestHead(limits: limits)
  }

  var isClosed: Bool { wire == nil }

  // MARK: Output

  /// Sends the answer's head, and its body when that is whole.
  func answer(
    _ status: Status, _ headers: Headers, contentLength: Int?, body: [UInt8], isWhole: Bool, hasBody: Bool
  ) {
    guard let wire, !isAnswered else { return }
    isAnswered = true
    queue = body
    isFinished = isWhole
    wire.submit(self, status, headers, contentLength: contentLength, hasBody: hasBody)
  }

  /// How much of what waits goes into the next frame. Called while nghttp2 sends.
  func offer(_ room: Int, flags: inout UInt32) -> Int {
    let waiting = queue.count - given
    if waiting == 0, !isFinished {
      isDeferred = true
      return Int(NGHTTP2_ERR_DEFERRED.rawValue)
    }
    flags |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue
    if waiting <= room, isFinished { flags |= NGHTTP2_DATA_FLAG_EOF.rawValue }
    return min(waiting, room)
  }

  /// Gives out bytes that were offered.
  func take(_ count: Int, _ send: (UnsafeRawBufferPointer) -> Void) {
    queue.withUnsafeBytes { send(UnsafeRawBufferPointer(rebasing: $0[given..<(given + count)])) }
    given += count
    hasMoved = true
    if given == queue.count {
      queue = []
      given = 0
    } else if given > 65_536, !isFinished {
      queue.removeFirst(given)
      given = 0
    }
    if queuedBytes <= bound / 2 { releaseWaiters() }
  }

  /// Whether the peer has let nothing through since the last call, although something waits for it.
  func hasStalled() -> Bool {
    defer { hasMoved = false }
    return isAnswered && queuedBytes > 0 && !hasMoved
  }

  private var queuedBytes: Int { queue.count - given }
  private var bound: Int { wire?.limits.queuedResponseBytes ?? 0 }

  private func releaseWaiters() {
    guard !waiters.isEmpty || session != nil else { return }
    let due = waiters
    waiters = []
    for waiter in due { waiter.resume() }
    // Not from inside nghttp2's callback.
    if let session { loop.atEndOfTurn { session.outputDrained() } }
  }

  /// No more body comes.
  func finish() {
    isFinished = true
    resume()
  }

  private func resume() {
    guard let wire else { return }
    if isDeferred {
      isDeferred = false
      wire.resume(self)
    }
  }

  // MARK: End

  /// The stream is closed, by either side.
  func closed() {
    wire = nil
    queue = []
    given = 0
    let due = waiters
    waiters = []
    for waiter in due { waiter.resume(throwing: ConnectionClosedError()) }
    if let session {
      self.session = nil
      session.ended()
    } else {
      task?.cancel()
    }
    task = nil
  }
}

extension HTTP2Stream: WebSocketCarrier {
  var isCongested: Bool { queuedBytes > bound }

  func write(_ body: (inout [UInt8]) -> Void) {
    guard !isClosed, !isFinished else { return }
    body(&queue)
    resume()
  }

  func whenWritable(_ continuation: UnsafeContinuation<Void, any Error>) {
    if isClosed {
      continuation.resume(throwing: ConnectionClosedError())
    } else if isCongested {
      waiters.append(continuation)
    } else {
      continuation.resume()
    }
  }

  /// Takes note of content that was given on; the peer may send as much again once the stream is read.
  func received(_ count: Int) {
    unconsumed += count
    consume()
  }

  func setReading(_ reading: Bool) {
    isReading = reading
    consume()
  }

  private func consume() {
    guard isReading, unconsumed > 0 else { return }
    wire?.consume(self, unconsumed)
    unconsumed = 0
  }

  func setDeadline(_ moment: Int64) {
    deadline = moment
    wire?.wake(at: moment)
  }

  func endAfterFlush() { finish() }
}
