internal import CZlib

/// Compresses bytes in the gzip format (RFC 1952), whole or piece by piece. Used by one owner at a time.
public final class GzipEncoder {
  /// zlib could not be set up or lost its state.
  public struct Failure: Error, Sendable {
    public let code: Int32
  }

  private var stream = z_stream()

  /// - Parameter level: 1, the fastest, to 9, the smallest.
  public init(level: Int = 6) throws(Failure) {
    let code = deflateInit2_(
      &stream, Int32(min(9, max(1, level))), Z_DEFLATED, GzipEncoder.gzipWindow, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw Failure(code: code) }
  }

  deinit {
    deflateEnd(&stream)
  }

  /// The widest window, and 16 for a gzip header.
  private static let gzipWindow: Int32 = 15 + 16
  private static let blockBytes = 16_384

  /// Takes bytes and returns what is ready, which may be nothing.
  ///
  /// - Parameter flush: Gives out everything taken so far, at the cost of a few bytes, so that the peer can read it.
  public func encode(_ bytes: [UInt8], flush: Bool = false) throws(Failure) -> [UInt8] {
    try run(bytes, flush ? Z_SYNC_FLUSH : Z_NO_FLUSH)
  }

  /// Ends the stream; the encoder is not used afterwards.
  public func finish() throws(Failure) -> [UInt8] {
    try run([], Z_FINISH)
  }

  /// Compresses a whole body.
  public static func encode(_ bytes: [UInt8], level: Int = 6) throws(Failure) -> [UInt8] {
    try GzipEncoder(level: level).run(bytes, Z_FINISH)
  }

  private func run(_ bytes: [UInt8], _ mode: Int32) throws(Failure) -> [UInt8] {
    var output: [UInt8] = []
    if mode == Z_FINISH { output.reserveCapacity(bytes.count / 3 + 64) }
    let failure = bytes.withUnsafeBufferPointer { input -> Int32? in
      // zlib reads the input and does not write to it.
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.avail_in = UInt32(input.count)
      while true {
        var code = Z_OK
        let room = mode == Z_FINISH ? min(max(64, bytes.count / 2), 1 << 20) : GzipEncoder.blockBytes
        let block = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
          stream.next_out = buffer.baseAddress
          stream.avail_out = UInt32(buffer.count)
          code = deflate(&stream, mode)
          count = buffer.count - Int(stream.avail_out)
        }
        output.append(contentsOf: block)
        if code == Z_STREAM_END { return nil }
        guard code == Z_OK || code == Z_BUF_ERROR else { return code }
        if block.count < room, mode != Z_FINISH { return nil }
      }
    }
    if let failure { throw Failure(code: failure) }
    return output
  }
}
