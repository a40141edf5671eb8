internal import CNGHTTP2
internal import HTTP

/// nghttp2's tables of options and callbacks.
///
/// The callbacks' user data is the `HTTP2Wire`, unretained: it lives as long as its session, and frees it.
enum HTTP2Library {
  static func makeServerSession(
    limits: ConnectionLimits, owner: UnsafeMutableRawPointer
  ) throws(HTTP2SetupError) -> OpaquePointer {
    var options: OpaquePointer?
    guard nghttp2_option_new(&options) == 0 else { throw HTTP2SetupError() }
    defer { nghttp2_option_del(options) }
    // Windows are opened by hand, so that a WebSocket whose handler is slow stops its peer.
    nghttp2_option_set_no_auto_window_update(options, 1)
    nghttp2_option_set_max_settings(options, limits.settingsPerFrame)
    nghttp2_option_set_max_outbound_ack(options, max(16, limits.wastedFrames))
    nghttp2_option_set_stream_reset_rate_limit(
      options, UInt64(max(1, limits.wastedFrames)), UInt64(max(1, limits.wastedFramesPerSecond)))
    nghttp2_option_set_max_continuations(options, max(8, limits.request.headBytes / 16_384 + 1))
    nghttp2_option_set_no_closed_streams(options, 1)
    nghttp2_option_set_server_fallback_rfc7540_priorities(options, 0)
    var session: OpaquePointer?
    guard nghttp2_session_server_new2(&session, callbacks, owner, options) == 0, let session else {
      throw HTTP2SetupError()
    }
    var settings = [
      entry(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.concurrentStreams),
      entry(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, streamWindow),
      entry(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, limits.request.headBytes),
      entry(NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL, 1),
      entry(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1),
    ]
    nghttp2_submit_settings(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), &settings, settings.count)
    nghttp2_session_set_local_window_size(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), 0, connectionWindow)
    return session
  }

  /// Bytes that a peer may send ahead on a stream, and on a connection.
  private static let streamWindow = 1 << 20
  private static let connectionWindow: Int32 = 4 << 20

  private static func entry(_ id: nghttp2_settings_id, _ value: Int) -> nghttp2_settings_entry {
    nghttp2_settings_entry(settings_id: Int32(id.rawValue), value: UInt32(clamping: value))
  }

  /// Tells how much of the body the next frame takes; `sendBody` puts it there.
  static let offerBody: nghttp2_data_source_read_callback = { _, _, _, length, flags, source, _ in
    guard let pointer = source?.pointee.ptr, let flags else { return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue) }
    return Unmanaged<HTTP2Stream>.fromOpaque(pointer)._withUnsafeGuaranteedRef { stream in
      stream.offer(length, flags: &flags.pointee)
    }
  }

  private static let sendBody: nghttp2_send_data_callback = { _, _, header, length, source, owner in
    guard let pointer = source?.pointee.ptr, let header, let wire = wire(owner) else {
      return NGHTTP2_ERR_CALLBACK_FAILURE.rawValue
    }
    guard !wire.connection.isCongested else { return NGHTTP2_ERR_WOULDBLOCK.rawValue }
    wire.connection.append(UnsafeRawBufferPointer(start: header, count: frameHeaderBytes))
    Unmanaged<HTTP2Stream>.fromOpaque(pointer)._withUnsafeGuaranteedRef { stream in
      stream.take(length) { wire.connection.append($0) }
    }
    return 0
  }

  /// RFC 9113 §4.1.
  private static let frameHeaderBytes = 9

  private static func wire(_ pointer: UnsafeMutableRawPointer?) -> HTTP2Wire? {
    pointer.map { Unmanaged<HTTP2Wire>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func isRequestHead(_ frame: UnsafePointer<nghttp2_frame>) -> Bool {
    frame.pointee.hd.type == UInt8(NGHTTP2_HEADERS.rawValue)
      && frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST
  }

  /// Never written after it is made; nghttp2 copies it into each session.
  private nonisolated(unsafe) static let callbacks: OpaquePointer? = {
    var table: OpaquePointer?
    guard nghttp2_session_callbacks_new(&table) == 0 else { return nil }
    nghttp2_session_callbacks_set_on_begin_headers_callback(table) { _, frame, owner in
      if let frame, isRequestHead(frame) { wire(owner)?.headBegan(frame.pointee.hd.stream_id) }
      return 0
    }
    nghttp2_session_callbacks_set_on_header_callback(table) {
      _, frame, name, nameLength, value, valueLength, _, owner in
      guard let frame, let stream = wire(owner)?.streams[frame.pointee.hd.stream_id] else { return 0 }
      guard isRequestHead(frame) else {
        // Trailers: not used.
        return 0
      }
      stream.head.add(
        UnsafeRawBufferPointer(start: name, count: nameLength), UnsafeRawBufferPointer(start: value, count: valueLength)
      )
      guard stream.head.isHopeless else { return 0 }
      // A short block may have been decoded to a very long one.
      wire(owner)?.waste()
      return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
    }
    nghttp2_session_callbacks_set_on_frame_recv_callback(table) { _, frame, owner in
      if let frame, let wire = wire(owner) { received(frame, wire) }
      return 0
    }
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(table) { session, _, number, bytes, length, owner in
      // The connection's window is for all streams: it opens again at once.
      nghttp2_session_consume_connection(session, length)
      guard let wire = wire(owner), let stream = wire.streams[number] else { return 0 }
      wire.contentCame(stream, UnsafeRawBufferPointer(start: bytes, count: length))
      return 0
    }
    nghttp2_session_callbacks_set_on_stream_close_callback(table) { _, number, _, owner in
      if let wire = wire(owner), let stream = wire.streams[number] { wire.close(stream) }
      return 0
    }
    nghttp2_session_callbacks_set_send_data_callback(table, sendBody)
    // The library passes over priorities without a word elsewhere (RFC 9218 §2.1 makes them void).
    nghttp2_session_callbacks_set_on_begin_frame_callback(table) { _, header, owner in
      if let header, nghttp2_frame_type(UInt32(header.pointee.type)) == NGHTTP2_PRIORITY { wire(owner)?.waste() }
      return 0
    }
    nghttp2_session_callbacks_set_on_frame_send_callback(table) { _, frame, owner in
      if let frame, let wire = wire(owner) { sent(frame, wire) }
      return 0
    }
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(table) { _, _, _, owner in
      wire(owner)?.waste()
      return 0
    }
    return table
  }()

  private static func received(_ frame: UnsafePointer<nghttp2_frame>, _ wire: HTTP2Wire) {
    let header = frame.pointee.hd
    let isLast = header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
    let isAnswer = header.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) != 0
    switch nghttp2_frame_type(UInt32(header.type)) {
    case NGHTTP2_HEADERS:
      guard let stream = wire.streams[header.stream_id] else { return }
      if isRequestHead(frame) {
        wire.headEnded(stream, isLast: isLast)
      } else if isLast {
        wire.requestEnded(stream)
      }
    case NGHTTP2_DATA:
      if isLast, let stream = wire.streams[header.stream_id] {
        wire.requestEnded(stream)
      } else if !isLast, header.length == 0 {
        wire.waste()
      }
    case NGHTTP2_PING:
      if !isAnswer { wire.pinged() }
    case NGHTTP2_SETTINGS:
      if !isAnswer { wire.waste() }
    case NGHTTP2_RST_STREAM:
      wire.waste()
    default: break
    }
  }

  private static func sent(_ frame: UnsafePointer<nghttp2_frame>, _ wire: HTTP2Wire) {
    let header = frame.pointee.hd
    switch nghttp2_frame_type(UInt32(header.type)) {
    case NGHTTP2_HEADERS, NGHTTP2_DATA:
      guard header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0 else { return }
      if let stream = wire.streams[header.stream_id] { wire.answerSent(stream) }
    case NGHTTP2_RST_STREAM:
      // Streams that the server had to reset for the peer's errors cost as much as those that the peer resets.
      let code = frame.pointee.rst_stream.error_code
      if code != NGHTTP2_NO_ERROR.rawValue, code != NGHTTP2_INTERNAL_ERROR.rawValue { wire.waste() }
    default: break
    }
  }
}
