internal import COpenSSL

/// The server's side of one TLS connection, between two buffers: no socket, no waiting. Used by one owner at a time.
public final class TLSSession {
  public enum Outcome: Sendable, Equatable {
    case open
    /// The peer said that it sends nothing more.
    case ended
    /// The connection is broken. What `takeOutput` gives (an alert) may still be sent.
    case failed(String)
  }

  private let context: TLSContext
  private let session: OpaquePointer
  private let incoming: OpaquePointer
  private let outgoing: OpaquePointer
  /// Whether the handshake is over.
  public private(set) var isEstablished = false
  /// Whether `sendClose` was called.
  public private(set) var hasSentClose = false

  public init(_ context: TLSContext) throws(TLSError) {
    ERR_clear_error()
    self.context = context
    guard let session = SSL_new(context.context) else { throw TLSError("SSL_new") }
    guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
      SSL_free(session)
      throw TLSError("BIO_new")
    }
    self.session = session
    self.incoming = incoming
    self.outgoing = outgoing
    // The session owns both from here on.
    SSL_set_bio(session, incoming, outgoing)
    SSL_set_accept_state(session)
  }

  deinit {
    SSL_free(session)
  }

  /// The ALPN name that was agreed on, if any.
  public var negotiatedProtocol: String? {
    var name: UnsafePointer<UInt8>?
    var length: UInt32 = 0
    SSL_get0_alpn_selected(session, &name, &length)
    guard let name, length > 0 else { return nil }
    return String(decoding: UnsafeBufferPointer(start: name, count: Int(length)), as: UTF8.self)
  }

  /// Takes bytes from the network and appends what they say in plain to `plain`.
  public func receive(_ bytes: UnsafeRawBufferPointer, into plain: inout [UInt8]) -> Outcome {
    ERR_clear_error()
    guard BIO_write(incoming, bytes.baseAddress, Int32(bytes.count)) == Int32(bytes.count) else {
      return .failed("BIO_write")
    }
    if !isEstablished {
      let code = SSL_do_handshake(session)
      guard code == 1 else { return outcome(code, "handshake") }
      isEstablished = true
    }
    while true {
      var code: Int32 = 0
      let known = plain.count
      let block = [UInt8](unsafeUninitializedCapacity: TLSSession.recordBytes) { room, count in
        code = SSL_read(session, room.baseAddress, Int32(room.count))
        count = max(0, Int(code))
      }
      plain.append(contentsOf: block)
      if plain.count == known { return outcome(code, "read") }
    }
  }

  private static let recordBytes = 16_384

  /// Encrypts bytes; only after the handshake.
  public func send(_ bytes: [UInt8]) {
    ERR_clear_error()
    bytes.withUnsafeBytes { buffer in
      var start = 0
      while start < buffer.count {
        let part = UnsafeRawBufferPointer(rebasing: buffer[start..<min(buffer.count, start + 1 << 20)])
        let code = SSL_write(session, part.baseAddress, Int32(part.count))
        if code <= 0 { return }
        start += Int(code)
      }
    }
  }

  /// Says that nothing more is sent.
  public func sendClose() {
    hasSentClose = true
    if isEstablished {
      ERR_clear_error()
      SSL_shutdown(session)
    }
  }

  /// Moves what is to go to the network to the end of `bytes`.
  public func takeOutput(into bytes: inout [UInt8]) {
    while true {
      let waiting = BIO_ctrl_pending(outgoing)
      guard waiting > 0 else { return }
      let block = [UInt8](unsafeUninitializedCapacity: waiting) { room, count in
        count = max(0, Int(BIO_read(outgoing, room.baseAddress, Int32(clamping: room.count))))
      }
      if block.isEmpty { return }
      if bytes.isEmpty { bytes = block } else { bytes.append(contentsOf: block) }
    }
  }

  private func outcome(_ code: Int32, _ operation: String) -> Outcome {
    switch SSL_get_error(session, code) {
    case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: .open
    case SSL_ERROR_ZERO_RETURN: .ended
    default: .failed(TLSError(operation).description)
    }
  }
}
