internal import HTTP
internal import Reactor

/// Writes a streamed body to an HTTP/1.1 connection.
///
/// `@unchecked Sendable`: its state is touched on the connection's loop only; a caller from elsewhere is handed over.
final class HTTP1BodyWriter: BodyWriter, @unchecked Sendable {
  private let connection: ServerConnection
  private let framing: ResponseEncoder.Framing
  private var remaining: Int?

  init(connection: ServerConnection, framing: ResponseEncoder.Framing, declared: Int?) {
    self.connection = connection
    self.framing = framing
    remaining = declared
  }

  /// A body that is longer or shorter than its declared length.
  struct LengthError: Error {}

  func write(_ bytes: [UInt8]) async throws {
    if bytes.isEmpty { return }
    try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
      connection.loop.onLoop { [self] in append(bytes, continuation) }
    }
  }

  private func append(_ bytes: [UInt8], _ continuation: UnsafeContinuation<Void, any Error>) {
    if let left = remaining {
      guard bytes.count <= left else { return continuation.resume(throwing: LengthError()) }
      remaining = left - bytes.count
    }
    connection.write { output in
      if framing == .chunked {
        ResponseEncoder.appendChunk(bytes, to: &output)
      } else {
        output.append(contentsOf: bytes)
      }
    }
    connection.whenWritable(continuation)
  }

  /// The body is whole. On the loop.
  func finish() async throws {
    if let remaining, remaining > 0 { throw LengthError() }
    if framing == .chunked { connection.write { ResponseEncoder.appendLastChunk(to: &$0) } }
  }
}
