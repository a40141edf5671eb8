internal import CNGHTTP2

/// What nghttp2 calls; each callback finds its session through the user data, and its stream by number.
extension ClientSession {
  /// Made once and only read afterwards, by nghttp2.
  nonisolated(unsafe) static let options: OpaquePointer? = {
    var options: OpaquePointer?
    guard nghttp2_option_new(&options) == 0 else { return nil }
    nghttp2_option_set_no_closed_streams(options, 1)
    return options
  }()

  /// Made once and only read afterwards, by nghttp2.
  nonisolated(unsafe) static let callbacks: OpaquePointer? = {
    var callbacks: OpaquePointer?
    guard nghttp2_session_callbacks_new(&callbacks) == 0 else { return nil }
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, onBeginHeaders)
    nghttp2_session_callbacks_set_on_header_callback(callbacks, onHeader)
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, onData)
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, onFrame)
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, onFrameSent)
    nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks, onFrameNotSent)
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, onInvalidFrame)
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, onStreamClose)
    nghttp2_session_callbacks_set_send_data_callback(callbacks, sendBody)
    return callbacks
  }()

  private static func session(_ userData: UnsafeMutableRawPointer?) -> ClientSession? {
    userData.map { Unmanaged<ClientSession>.fromOpaque($0).takeUnretainedValue() }
  }

  private static let onBeginHeaders: nghttp2_on_begin_headers_callback = { _, frame, userData in
    guard let frame, let session = session(userData) else { return 0 }
    session.streams[frame.pointee.hd.stream_id]?.beginHeaders()
    return 0
  }

  private static let onHeader: nghttp2_on_header_callback = {
    _, frame, name, nameLength, value, valueLength, _, userData in
    guard let frame, let session = session(userData),
      let stream = session.streams[frame.pointee.hd.stream_id]
    else { return 0 }
    let fits = stream.addHeader(
      UnsafeBufferPointer(start: name, count: nameLength), UnsafeBufferPointer(start: value, count: valueLength))
    // nghttp2 resets the stream for this code.
    return fits ? 0 : NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
  }

  private static let onData: nghttp2_on_data_chunk_recv_callback = { _, _, number, bytes, count, userData in
    guard let session = session(userData), let stream = session.streams[number], stream.failure == nil else { return 0 }
    if !stream.addBody(UnsafeBufferPointer(start: bytes, count: count)) { session.reset(number, NGHTTP2_CANCEL) }
    return 0
  }

  private static let onFrame: nghttp2_on_frame_recv_callback = { _, frame, userData in
    guard let frame, let session = session(userData) else { return 0 }
    let header = frame.pointee.hd
    switch UInt32(header.type) {
    case NGHTTP2_HEADERS.rawValue, NGHTTP2_DATA.rawValue:
      guard UInt32(header.flags) & NGHTTP2_FLAG_END_STREAM.rawValue != 0,
        let stream = session.streams[header.stream_id]
      else { return 0 }
      stream.finish()
      // The answer is whole, so the rest of the request is of no use to the peer.
      if stream.bodyLeft > 0 { session.reset(header.stream_id, NGHTTP2_NO_ERROR) }
    case NGHTTP2_SETTINGS.rawValue:
      guard UInt32(header.flags) & NGHTTP2_FLAG_ACK.rawValue == 0 else { return 0 }
      session.events.append(.settings(maximumStreams: session.maximumStreams))
    case NGHTTP2_PING.rawValue:
      if UInt32(header.flags) & NGHTTP2_FLAG_ACK.rawValue != 0 { session.events.append(.pong) }
    case NGHTTP2_GOAWAY.rawValue:
      session.events.append(.goingAway)
    default: break
    }
    return 0
  }

  private static let onFrameSent: nghttp2_on_frame_send_callback = { _, frame, userData in
    guard let frame, UInt32(frame.pointee.hd.type) == NGHTTP2_HEADERS.rawValue else { return 0 }
    session(userData)?.streams[frame.pointee.hd.stream_id]?.isSent = true
    return 0
  }

  private static let onFrameNotSent: nghttp2_on_frame_not_send_callback = { _, frame, _, userData in
    guard let frame, UInt32(frame.pointee.hd.type) == NGHTTP2_HEADERS.rawValue, let session = session(userData),
      let stream = session.streams.removeValue(forKey: frame.pointee.hd.stream_id)
    else { return 0 }
    session.events.append(.closed(stream.call, stream.failure.map(StreamEnd.failed) ?? .notProcessed))
    return 0
  }

  private static let onInvalidFrame: nghttp2_on_invalid_frame_recv_callback = { _, frame, code, userData in
    guard let frame, let session = session(userData) else { return 0 }
    if let stream = session.streams[frame.pointee.hd.stream_id] {
      if stream.failure == nil { stream.failure = .protocolError(text(code)) }
    } else {
      session.fault = text(code)
    }
    return 0
  }

  private static let onStreamClose: nghttp2_on_stream_close_callback = { _, number, code, userData in
    guard let session = session(userData), let stream = session.streams.removeValue(forKey: number) else { return 0 }
    let end: StreamEnd
    if let failure = stream.failure {
      end = .failed(failure)
    } else if stream.isComplete {
      end = .response(stream.response)
    } else if code == NGHTTP2_REFUSED_STREAM.rawValue || !stream.isSent {
      end = .notProcessed
    } else {
      let name = nghttp2_http2_strerror(code).map { String(cString: $0) } ?? String(code)
      end = .failed(.protocolError("stream reset with \(name)"))
    }
    session.events.append(.closed(stream.call, end))
    return 0
  }

  /// Tells how much of the body the next frame takes; `sendBody` puts it there.
  static let offerBody: nghttp2_data_source_read_callback = { _, number, _, length, flags, _, userData in
    guard let session = session(userData), let stream = session.streams[number], let flags else {
      return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
    }
    flags.pointee |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue
    let count = min(length, stream.bodyLeft)
    if count == stream.bodyLeft { flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue }
    return count
  }

  private static let sendBody: nghttp2_send_data_callback = { _, frame, header, length, _, userData in
    guard let frame, let header, let session = session(userData),
      let stream = session.streams[frame.pointee.hd.stream_id]
    else { return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue }
    return session.append(header: UnsafeBufferPointer(start: header, count: frameHeaderBytes), body: length, of: stream)
      ? 0 : NGHTTP2_ERR_WOULDBLOCK.rawValue
  }

  /// RFC 9113 §4.1.
  private static let frameHeaderBytes = 9
}
