internal import CNGHTTP2
internal import HTTP

/// The client's side of one HTTP/2 connection (RFC 9113) without its socket: bytes and requests go in, bytes and
/// events come out.
///
/// What nghttp2's callbacks find out becomes events, which the owner takes when the call into nghttp2 is over, so
/// nothing is called back from within it. Confined to one thread, like the connection that owns it.
final class ClientSession {
  enum Event {
    /// The peer's SETTINGS arrived; it allows so many streams at a time.
    case settings(maximumStreams: Int)
    case pong
    case goingAway
    case closed(UpstreamPool.CallID, StreamEnd)
  }

  private let configuration: UpstreamConfiguration
  private var session: OpaquePointer?
  var streams: [Int32: ClientStream] = [:]
  var events: [Event] = []
  /// The output while it is being filled.
  private var frames: [UInt8] = []
  private var framesLimit = 0
  /// Why the session is unusable, when the peer broke the protocol.
  var fault: String?

  init(configuration: UpstreamConfiguration) {
    self.configuration = configuration
    // The session calls back only while a method of this object runs, so the unretained pointer is valid.
    let pointer = Unmanaged.passUnretained(self).toOpaque()
    guard nghttp2_session_client_new2(&session, ClientSession.callbacks, pointer, ClientSession.options) == 0 else {
      session = nil
      fault = "no memory for a session"
      return
    }
    var settings = [
      nghttp2_settings_entry(settings_id: Int32(NGHTTP2_SETTINGS_ENABLE_PUSH.rawValue), value: 0),
      nghttp2_settings_entry(
        settings_id: Int32(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE.rawValue),
        value: UInt32(clamping: configuration.windowBytes)),
      nghttp2_settings_entry(
        settings_id: Int32(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE.rawValue),
        value: UInt32(clamping: configuration.maximumResponseHeaderBytes)),
    ]
    _ = nghttp2_submit_settings(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), &settings, settings.count)
    _ = nghttp2_session_set_local_window_size(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), 0, Int32(clamping: configuration.windowBytes))
  }

  deinit { nghttp2_session_del(session) }

  // MARK: In

  /// Starts a stream. Returns its number, nil when the connection takes no new ones.
  func submit(_ request: Request, call: UpstreamPool.CallID, authority: String) -> Int32? {
    let stream = ClientStream(call: call, request: request, configuration: configuration)
    let block = HeaderBlock(request: request, authority: authority)
    let number = block.withTable { table, count in
      guard stream.hasBody else { return nghttp2_submit_request(session, nil, table, count, nil, nil) }
      var provider = nghttp2_data_provider()
      provider.read_callback = ClientSession.offerBody
      return nghttp2_submit_request(session, nil, table, count, &provider, nil)
    }
    guard number > 0 else { return nil }
    streams[number] = stream
    return number
  }

  /// Resets a stream with CANCEL; its end is reported as an event with `reason`.
  func cancel(_ number: Int32, _ reason: UpstreamError) {
    guard let stream = streams[number] else { return }
    stream.failure = reason
    _ = nghttp2_submit_rst_stream(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), number, NGHTTP2_CANCEL.rawValue)
  }

  func ping() {
    _ = nghttp2_submit_ping(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), nil)
  }

  /// Says goodbye (GOAWAY); the frame is in the next output.
  func terminate() {
    _ = nghttp2_session_terminate_session(session, NGHTTP2_NO_ERROR.rawValue)
  }

  /// Takes bytes from the socket. Returns false when the session is broken.
  func receive(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard session != nil else { return false }
    let taken = nghttp2_session_mem_recv(session, bytes.baseAddress, bytes.count)
    if taken < 0 { fault = ClientSession.text(Int32(taken)) }
    return taken >= 0
  }

  // MARK: Out

  /// Appends frames to `output` until it holds `limit` bytes or there are no more. Returns false when the session is
  /// broken.
  func drain(into output: inout [UInt8], limit: Int) -> Bool {
    swap(&output, &frames)
    framesLimit = limit
    defer { swap(&output, &frames) }
    while frames.count < limit {
      var bytes: UnsafePointer<UInt8>?
      let count = nghttp2_session_mem_send(session, &bytes)
      if count < 0 { fault = ClientSession.text(Int32(count)) }
      guard count >= 0 else { return false }
      guard count > 0, let bytes else { return true }
      frames.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
    }
    return true
  }

  /// Appends a frame of a body, which nghttp2 itself keeps no copy of. Returns false when it has to wait for room.
  func append(header: UnsafeBufferPointer<UInt8>, body count: Int, of stream: ClientStream) -> Bool {
    guard frames.count < framesLimit else { return false }
    frames.append(contentsOf: header)
    stream.takeBody(count, into: &frames)
    return true
  }

  /// Whether the session is over: nothing more is to be read or written.
  var isOver: Bool {
    session == nil || nghttp2_session_want_read(session) == 0 && nghttp2_session_want_write(session) == 0
  }

  func takeEvents() -> [Event] {
    defer { events.removeAll(keepingCapacity: false) }
    return events
  }

  /// Ends all streams because the connection is gone.
  func abandonStreams() {
    for stream in streams.values {
      let end: StreamEnd
      if let failure = stream.failure {
        end = .failed(failure)
      } else if !stream.isSent {
        end = .notProcessed
      } else if let fault {
        end = .failed(.protocolError(fault))
      } else {
        end = .lost
      }
      events.append(.closed(stream.call, end))
    }
    streams = [:]
  }

  static func text(_ code: Int32) -> String {
    nghttp2_strerror(code).map { String(cString: $0) } ?? "error \(code)"
  }

  var maximumStreams: Int {
    Int(nghttp2_session_get_remote_settings(session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS))
  }

  /// Resets a stream from within a callback.
  func reset(_ number: Int32, _ code: nghttp2_error_code) {
    _ = nghttp2_submit_rst_stream(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), number, code.rawValue)
  }
}
