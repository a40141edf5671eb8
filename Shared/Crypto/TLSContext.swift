internal import COpenSSL

/// Why TLS could not be set up or went wrong.
public struct TLSError: Error, Sendable, CustomStringConvertible {
  public let description: String

  init(_ operation: String) {
    var buffer = [CChar](repeating: 0, count: 256)
    let code = ERR_get_error()
    ERR_error_string_n(code, &buffer, buffer.count)
    let reason = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    description = code == 0 ? operation : "\(operation): \(reason)"
    ERR_clear_error()
  }
}

/// A server's certificate, key and rules: TLS 1.2 or newer, with ALPN.
///
/// `@unchecked Sendable`: OpenSSL counts references to a context with atomics, and nothing changes it after `init`.
public final class TLSContext: @unchecked Sendable {
  let context: OpaquePointer
  /// The protocols in the wire's form: each behind its length. The callback reads it; it lives as long as the context.
  private let protocols: UnsafeMutableBufferPointer<UInt8>

  /// Reads the files.
  ///
  /// - Parameter protocols: ALPN names by preference; a peer that offers none of them gets no protocol.
  public init(certificateFile: String, keyFile: String, protocols names: [String]) throws(TLSError) {
    ERR_clear_error()
    guard let made = SSL_CTX_new(TLS_server_method()) else { throw TLSError("SSL_CTX_new") }
    context = made
    var encoded: [UInt8] = []
    for name in names where !name.isEmpty && name.utf8.count < 256 {
      encoded.append(UInt8(name.utf8.count))
      encoded.append(contentsOf: name.utf8)
    }
    protocols = .allocate(capacity: encoded.count)
    _ = protocols.initialize(from: encoded)
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
    // No renegotiation (a peer could ask for it for ever) and no compression.
    SSL_CTX_set_options(context, TLSContext.options)
    SSL_CTX_ctrl(context, SSL_CTRL_MODE, TLSContext.releaseBuffers, nil)
    guard SSL_CTX_use_certificate_chain_file(context, certificateFile) == 1 else {
      throw TLSError("certificate \(certificateFile)")
    }
    guard SSL_CTX_use_PrivateKey_file(context, keyFile, SSL_FILETYPE_PEM) == 1 else { throw TLSError("key \(keyFile)") }
    guard SSL_CTX_check_private_key(context) == 1 else { throw TLSError("the key does not belong to the certificate") }
    SSL_CTX_set_alpn_select_cb(
      context, TLSContext.select, UnsafeMutableRawPointer(Unmanaged.passUnretained(self).toOpaque()))
  }

  deinit {
    SSL_CTX_free(context)
    protocols.deallocate()
  }

  /// SSL_OP_NO_COMPRESSION and SSL_OP_NO_RENEGOTIATION, whose macros Swift does not see.
  private static let options: UInt64 = 1 << 17 | 1 << 30
  /// SSL_MODE_RELEASE_BUFFERS: an idle connection holds no record buffers.
  private static let releaseBuffers = 0x10

  /// Takes the first of the server's names that the peer offers.
  private static let select: SSL_CTX_alpn_select_cb_func = { _, out, outLength, offered, offeredLength, argument in
    guard let argument, let offered, let out, let outLength else { return SSL_TLSEXT_ERR_NOACK }
    let protocols = Unmanaged<TLSContext>.fromOpaque(argument).takeUnretainedValue().protocols
    var own = 0
    while own < protocols.count {
      let length = Int(protocols[own])
      var theirs = 0
      while theirs < Int(offeredLength) {
        let theirLength = Int(offered[theirs])
        if theirLength == length, theirs + theirLength < Int(offeredLength),
          (1...max(1, length)).allSatisfy({ offered[theirs + $0] == protocols[own + $0] })
        {
          out.pointee = offered + theirs + 1
          outLength.pointee = UInt8(length)
          return SSL_TLSEXT_ERR_OK
        }
        theirs += theirLength + 1
      }
      own += length + 1
    }
    return SSL_TLSEXT_ERR_NOACK
  }
}
