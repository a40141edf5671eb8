internal import CNGHTTP2
internal import HTTP
internal import Observability
internal import Reactor
internal import Values

/// The server's side of HTTP/2 on a connection (nghttp2 between memory buffers; one write a turn).
///
/// `@unchecked Sendable`: it is touched on its loop's thread only; requests' tasks run there too.
final class HTTP2Wire: Wire, @unchecked Sendable {
  let connection: ServerConnection
  let server: HTTPServer
  var streams: [Int32: HTTP2Stream] = [:]
  /// Handlers that have not returned, also of streams that are closed.
  var running = 0
  var served = 0
  /// nil when the connection is closed.
  private(set) var session: OpaquePointer?
  private var isInsideLibrary = false
  private var budget: FrameBudget
  /// Whether the peer has wasted more than it may.
  private var isCondemned = false
  /// Whether the connection only has its last frames to send.
  private var isEnded = false
  private var isGoingAway = false
  private var idleDeadline = Int64.max
  private var nextWake = Int64.max
  private var stallDeadline = Int64.max
  /// The stream whose header block has begun and not ended.
  var openHead: HTTP2Stream?

  init(connection: ServerConnection) throws(HTTP2SetupError) {
    self.connection = connection
    server = connection.server
    let limits = connection.server.limits
    budget = FrameBudget(
      capacity: limits.wastedFrames, perSecond: limits.wastedFramesPerSecond, now: MonotonicClock.now())
    session = try HTTP2Library.makeServerSession(limits: limits, owner: Unmanaged.passUnretained(self).toOpaque())
    idleDeadline = MonotonicClock.deadline(after: limits.headTimeout)
    wake(at: idleDeadline)
    connection.scheduleFlush()
  }

  deinit {
    if let session { nghttp2_session_del(session) }
  }

  var limits: ConnectionLimits { server.limits }

  // MARK: Wire

  func receive(_ bytes: UnsafeRawBufferPointer) {
    guard let session, !isEnded else { return }
    isInsideLibrary = true
    let count = nghttp2_session_mem_recv(session, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count)
    isInsideLibrary = false
    guard self.session != nil else {
      nghttp2_session_del(session)
      return
    }
    if isCondemned || count < 0 {
      condemn(count < 0 ? Int32(clamping: count) : 0)
    } else if let openHead, openHead.deadline == .max {
      openHead.setDeadline(MonotonicClock.deadline(after: limits.headTimeout))
    }
    connection.scheduleFlush()
  }

  /// Ends a connection whose peer breaks the protocol or wastes the server's time.
  private func condemn(_ code: Int32) {
    guard let session, !isEnded else { return }
    isEnded = true
    let reason = code == 0 ? "too many frames without use" : String(cString: nghttp2_strerror(code))
    server.logger.info("An HTTP/2 connection is closed", ["peer": .text(connection.peer), "reason": .text(reason)])
    let isFlood = code == 0 || code == NGHTTP2_ERR_FLOODED.rawValue
    let error = isFlood ? NGHTTP2_ENHANCE_YOUR_CALM : NGHTTP2_PROTOCOL_ERROR
    nghttp2_session_terminate_session(session, error.rawValue)
    connection.closeAfterFlush(lingering: true)
  }

  /// Counts a frame that brings nothing.
  func waste() {
    if !budget.spend(now: MonotonicClock.now()) { isCondemned = true }
  }

  /// The peer wants to know whether the connection lives: one that has no stream is not idle for this time.
  func pinged() {
    waste()
    if streams.isEmpty { idleDeadline = MonotonicClock.deadline(after: limits.idleTimeout) }
  }

  func peerEnded() { connection.close() }

  func fillOutput() {
    guard session != nil, !isInsideLibrary else { return }
    takeOutput()
    // One of the resets that went out may have been one too many.
    if isCondemned { condemn(0) }
    guard let session else { return }
    if nghttp2_session_want_read(session) == 0, nghttp2_session_want_write(session) == 0 {
      connection.loop.atEndOfTurn { [connection] in connection.closeAfterFlush(lingering: true) }
    }
  }

  private func takeOutput() {
    guard let session else { return }
    isInsideLibrary = true
    while !connection.isCongested {
      var bytes: UnsafePointer<UInt8>?
      let count = nghttp2_session_mem_send(session, &bytes)
      guard count > 0, let bytes else { break }
      connection.append(UnsafeRawBufferPointer(start: bytes, count: count))
    }
    isInsideLibrary = false
    if self.session == nil { nghttp2_session_del(session) }
  }

  func outputDrained() {}

  func drain() {
    guard let session, !isGoingAway else { return }
    goAway()
    for stream in Array(streams.values) { stream.session?.startClosing(code: 1012, reason: "") }
    if streams.isEmpty { nghttp2_session_terminate_session(session, NGHTTP2_NO_ERROR.rawValue) }
  }

  /// Tells the peer to send no more requests here, first without a last stream, so that those under way still count.
  func goAway() {
    guard let session, !isGoingAway else { return }
    isGoingAway = true
    nghttp2_submit_shutdown_notice(session)
    connection.scheduleFlush()
    connection.loop.schedule(after: HTTP2Wire.notice) { [weak self] in
      guard let self, let session = self.session else { return }
      nghttp2_submit_goaway(
        session, UInt8(NGHTTP2_FLAG_NONE.rawValue), nghttp2_session_get_last_proc_stream_id(session),
        NGHTTP2_NO_ERROR.rawValue, nil, 0)
      connection.scheduleFlush()
    }
  }

  /// How long a peer has to hear of the end.
  private static let notice = Duration.milliseconds(100)

  func connectionClosed() {
    let open = streams
    streams = [:]
    openHead = nil
    let last = session
    session = nil
    for stream in open.values { close(stream) }
    if let last, !isInsideLibrary { nghttp2_session_del(last) }
  }

  // MARK: Deadlines

  /// Has `deadlinePassed` called at a moment or before it.
  func wake(at moment: Int64) {
    guard moment < nextWake else { return }
    nextWake = moment
    connection.setDeadline(moment)
  }

  func deadlinePassed() {
    nextWake = .max
    let now = MonotonicClock.now()
    for stream in Array(streams.values) where stream.deadline <= now {
      stream.deadline = .max
      if let session = stream.session {
        session.deadlinePassed()
      } else if stream === openHead {
        // The block's end is missing: nothing else can be read on this connection.
        return connection.close()
      } else if !stream.isRequestWhole {
        refuse(stream, RequestRefusal(.requestTimeout, "The body of the request did not come in time."))
      }
    }
    if stallDeadline <= now { resetStalled(now) }
    if streams.isEmpty, idleDeadline <= now, let session {
      nghttp2_session_terminate_session(session, NGHTTP2_NO_ERROR.rawValue)
      return connection.closeAfterFlush(lingering: false)
    }
    let next = min(stallDeadline, streams.isEmpty ? idleDeadline : .max)
    wake(at: streams.values.reduce(next) { min($0, $1.deadline) })
  }

  /// Gives up streams whose peer keeps its window shut.
  private func resetStalled(_ now: Int64) {
    stallDeadline = streams.isEmpty ? .max : now + limits.writeTimeout.wholeMicroseconds * 1000
    for stream in Array(streams.values) where stream.hasStalled() { reset(stream, NGHTTP2_CANCEL) }
  }

  // MARK: Streams

  func close(_ stream: HTTP2Stream) {
    if openHead === stream { openHead = nil }
    if streams.removeValue(forKey: stream.number) != nil, streams.isEmpty {
      idleDeadline = MonotonicClock.deadline(after: limits.idleTimeout)
      wake(at: idleDeadline)
      if isGoingAway { connection.scheduleFlush() }
    }
    if stream.task == nil {
      server.settle(-stream.account)
      stream.account = 0
    }
    stream.closed()
  }

  func resume(_ stream: HTTP2Stream) {
    guard let session else { return }
    nghttp2_session_resume_data(session, stream.number)
    connection.scheduleFlush()
  }

  func consume(_ stream: HTTP2Stream, _ count: Int) {
    guard let session else { return }
    nghttp2_session_consume_stream(session, stream.number, count)
    connection.scheduleFlush()
  }

  func reset(_ stream: HTTP2Stream, _ error: nghttp2_error_code) {
    guard let session, !stream.isClosed else { return }
    nghttp2_submit_rst_stream(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.number, error.rawValue)
    connection.scheduleFlush()
  }

  func submit(
    _ stream: HTTP2Stream, _ status: Status, _ headers: Headers, contentLength: Int?, hasBody: Bool
  ) {
    guard let session else { return }
    var block = HTTP2FieldBlock(
      status: status, headers: headers, contentLength: contentLength, date: server.date.bytes)
    var provider = nghttp2_data_provider()
    // The stream is kept in `streams` until nghttp2 has closed it.
    provider.source.ptr = Unmanaged.passUnretained(stream).toOpaque()
    provider.read_callback = HTTP2Library.offerBody
    let code = block.withFields { fields, count in
      if hasBody { return nghttp2_submit_response(session, stream.number, fields, count, &provider) }
      return nghttp2_submit_response(session, stream.number, fields, count, nil)
    }
    if code != 0 { reset(stream, NGHTTP2_INTERNAL_ERROR) }
    if hasBody, stallDeadline == .max {
      stallDeadline = MonotonicClock.deadline(after: limits.writeTimeout)
      wake(at: stallDeadline)
    }
    connection.scheduleFlush()
  }

  func submitContinue(_ stream: HTTP2Stream) {
    guard let session else { return }
    var name = Array(":status".utf8)
    var value = Array("100".utf8)
    name.withUnsafeMutableBufferPointer { name in
      value.withUnsafeMutableBufferPointer { value in
        var field = nghttp2_nv(
          name: name.baseAddress, value: value.baseAddress, namelen: name.count, valuelen: value.count,
          flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue))
        _ = nghttp2_submit_headers(
          session, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.number, nil, &field, 1, nil)
      }
    }
  }
}

/// nghttp2 had no memory for a session.
struct HTTP2SetupError: Error {}
